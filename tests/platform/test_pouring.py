"""A dump speaks to every server: what only some know is left out, and rows are never touched."""

from tiwala.config.cli.pouring import spoken_everywhere

MARK = b'ALTER TABLE ONLY public.a ALTER COLUMN "order" SET (pg_attver=28288472);\n'


def test_what_only_some_servers_know_is_left_out() -> None:
    dump = [b"SET transaction_timeout = 0;\n", b"CREATE TABLE public.a (id int);\n", MARK, b"SELECT 1;\n"]
    assert list(spoken_everywhere(dump)) == [dump[1], dump[3]]


def test_a_setting_of_ones_own_is_kept() -> None:
    own = b"ALTER TABLE ONLY public.a ALTER COLUMN b SET (n_distinct=5);\n"
    assert list(spoken_everywhere([own])) == [own]


def test_rows_pass_untouched_whatever_they_say() -> None:
    dump = [b"COPY public.a (word) FROM stdin;\n", MARK, b"\\.\n", MARK, b"COPY public.b (id) FROM stdin;\n", b"\\.\n"]
    assert list(spoken_everywhere(dump)) == [*dump[:3], *dump[4:]]
