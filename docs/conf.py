"""Settings of Sphinx, which makes the site: https://www.sphinx-doc.org/en/master/usage/configuration.html"""

project = "Rolecast"
html_title = "Rolecast"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

extensions = ["myst_parser"]
myst_heading_anchors = 3  # links may name headings, as on code hosts
