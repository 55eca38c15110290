"""Where topics lie in what students really hand in."""

from __future__ import annotations

import pytest

from grader.batch.places import Entry, Place, Places, is_topic, places

TOPICS = {"02_pool": ["pipeline.py"], "03_queue": ["queues.py"], "14_tcp_client": ["tcp_client.py"]}


def look(*files: str) -> Places:
    """Find the topics among files, and folders that end in a slash."""
    return places([Entry(tuple(file.strip("/").split("/")), file.endswith("/")) for file in files], TOPICS)


def where(*files: str) -> dict[str, str]:
    return {topic: "/".join(place.parts) for topic, place in look(*files).topics.items()}


@pytest.mark.parametrize("folder", ["03_queue", "03_Queue", "hw/03_queue", "repo-main/assignments/03_queue"])
def test_a_folder_of_the_topics_name_is_taken_without_a_word(folder: str) -> None:
    assert look(f"{folder}/queues.py") == Places({"03_queue": Place(tuple(folder.split("/")))}, [])


@pytest.mark.parametrize(
    "folder",
    ["3_queue", "queue", "03-queue", "03 queue", "03queue", "03_queue (1)", "03_queue-2", "03_queue - Copy", "QUEUE"],
)
def test_a_folder_of_nearly_that_name_is_taken_with_a_note(folder: str) -> None:
    found = look(f"{folder}/queues.py")
    assert found.topics["03_queue"].parts == (folder,)
    assert found.topics["03_queue"].notes == (
        f"The folder {folder} was taken for 03_queue, which is what it should be called.",
    )


@pytest.mark.parametrize("folder", ["04_queue", "queues", "homework3", "03", "queue_old", "1", "(1)", "-", "tcp"])
def test_another_name_is_no_topic(folder: str) -> None:
    assert look(f"{folder}/notes.txt") == Places({}, [folder])


def test_a_name_that_fits_two_topics_fits_none() -> None:
    entries = [Entry(("queue", "a.py"))]
    assert places(entries, {"03_queue": (), "13_queue": ()}).topics == {}
    assert list(places([Entry(("13queue", "a.py"))], {"03_queue": (), "13_queue": ()}).topics) == ["13_queue"]


def test_the_very_name_comes_before_a_near_one_and_above_before_below() -> None:
    found = look("queue/a.py", "x/03_queue/queues.py", "y/03_queue/queues.py")
    place = found.topics["03_queue"]
    assert place.parts == ("x", "03_queue")
    assert place.notes == (
        "03_queue was handed in twice; y/03_queue was not looked at.",
        "03_queue was handed in twice; queue was not looked at.",
    )


def test_a_folder_around_or_within_one_that_is_taken_is_not_a_second_one() -> None:
    assert look("queue/03_queue/03_queue/queues.py").topics == {"03_queue": Place(("queue", "03_queue"))}


def test_a_file_of_an_assignment_outside_its_folder_is_taken_with_a_note() -> None:
    found = look("queues.py", "02_pool/pipeline.py", "02_pool/queues.py")
    assert found.topics["03_queue"].parts == ()
    assert "queues.py lies outside a folder 03_queue" in found.topics["03_queue"].notes[0]
    assert found.topics["02_pool"] == Place(("02_pool",))
    assert where("hw3/src/queues.py") == {"03_queue": "hw3/src"}


def test_a_file_name_that_two_topics_ask_for_decides_nothing() -> None:
    assert places([Entry(("m.py",))], {"01_a": ["m.py"], "02_b": ["m.py"]}) == Places({}, ["m.py"])


def test_a_zip_of_the_topics_name_is_taken_and_a_file_is_not() -> None:
    assert where("03_queue.zip") == {"03_queue": "03_queue.zip"}
    assert look("03_queue") == Places({}, ["03_queue"])
    assert where("03_queue/") == {"03_queue": "03_queue"}


def test_junk_and_what_climbs_is_nothing() -> None:
    assert look("__MACOSX/03_queue/._queues.py", ".git/03_queue/queues.py") == Places({}, [])
    assert places([Entry(("..", "03_queue", "queues.py"))], TOPICS) == Places({}, [])


def test_what_is_left_is_named_once() -> None:
    assert look("02_pool/pipeline.py", "notes/a.txt", "notes/b.txt", "cv.pdf").left == ["notes", "cv.pdf"]


def test_a_topics_name_is_known() -> None:
    assert is_topic("03_QUEUE.zip", TOPICS)
    assert not is_topic("ann", TOPICS)
