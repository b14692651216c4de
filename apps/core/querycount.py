"""Tells the measuring program how many queries an answer took; switched on by KLASSNY_BENCH alone."""

from django.db import connection


class QueryCountMiddleware:
    """Stands first and counts everything below it, session and user included."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = 0

        def count(execute, sql, params, many, context):
            nonlocal number
            number += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Klassny-Queries"] = str(number)
        return response
