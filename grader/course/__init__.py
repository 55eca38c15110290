"""Topics as data."""

from grader.course.topic import Course, CourseError, Topic

__all__ = ["Course", "CourseError", "Topic"]
