"""A class of submissions: taken in, judged in parallel, journalled. Imports nothing by itself: judges start from it."""
