"""A page of NiceGUI that does what a step of the wizard does: fields, boxes to tick, and a preview that follows."""

import json
import sys

from nicegui import ui

ACTIVITIES = 23


def page() -> None:
    """One visitor's page."""
    ticked = [False] * ACTIVITIES
    values: dict[str, object] = {"description": "", "account": "123456789012", "ticked": ticked}

    def document() -> str:
        statements = [{"Sid": f"{number}", "Action": ["sagemaker:CreateTrainingJob"] * 8} for number in range(40)]
        return json.dumps({**values, "Statement": statements}, indent=2)

    def change(**changed: object) -> None:
        values.update(changed)
        preview.set_text(document())

    def tick(number: int, is_ticked: bool) -> None:
        ticked[number] = is_ticked
        preview.set_text(document())

    with ui.row().classes("w-full no-wrap"):
        with ui.column().classes("w-1/2"):
            ui.input("Description", on_change=lambda event: change(description=event.value))
            ui.input("AWS account", value="123456789012", on_change=lambda event: change(account=event.value))
            for number in range(ACTIVITIES):
                ui.checkbox(f"Activity {number}", on_change=lambda event, number=number: tick(number, event.value))
        preview = ui.label(document()).classes("whitespace-pre font-mono").props("id=preview")


ui.page("/")(page)
ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False)
