"""Reading a page of HTML, and a text that would do harm in one."""

from html.parser import HTMLParser

NASTY = """<script>alert(1)</script> & "x" ' onload=alert(1) </svg></title><img src=x onerror=alert(1)> {{ 7 * 7 }}"""
VOID = {"meta", "br", "img", "link", "input", "wbr"}


class Read(HTMLParser):
    """A page as a parser of HTML reads it: tags in order with their attributes, text, and tags left open."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.text, self.inside = [], [], "", {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        for tag in self.open[-1:]:
            self.inside.setdefault(tag, []).append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def ids(self):
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]
