"""The page: wiring and formatting only. `app.py` alone imports it, and Gradio is imported only there and here."""
