"""Errors of edits in Japanese, by the English text."""

from __future__ import annotations

JAPANESE = {
    "it begins with `{text}`": "`{text}` で始めてください",
    "this is not the path of a setting": "設定のパスではありません",
    "a role's key is the end of its name": "ロールのキーはロール名の末尾になります",
    "there is a role `{key}` already": "ロール `{key}` はすでに存在します",
    "choose another name": "別の名前にしてください",
    "there is no role `{key}`": "ロール `{key}` は存在しません",
    "there is no setting `{key}`": "設定 `{key}` は存在しません",
    "`{path}` is already being served": "`{path}` はすでに開かれています",
    "continue in its page, or stop it with Ctrl-C": "そのページで続けるか、Ctrl-C で停止してください",
    "`{path}` was changed by another program": "`{path}` は別の手段で変更されました",
    "overwrite it, or go back to what it contains": "上書き保存するか、変更を破棄してください",
}
"""Templates with `{places}`; see `reading.translation`."""
