"""A hub of models on loopback, as `huggingface_hub` asks one: which files, where, and the files themselves.

Small files are answered at once; those kept in LFS by a redirect with their SHA-256 as the linked ETag, in ranges
where asked. `fault` makes it fail: "unknown" answers as the hub does to strangers who name a model that is not there;
"unauthorised", "busy" and "broken" answer 401, 429 and 500 to everything, "gated" 403 as a gated repository does;
"cut" breaks off each large file once, in the middle; "flipped" sends another bit.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 100_000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Hub:
    def __init__(self, folder: Path, name: str, fault: str = "") -> None:
        self.files = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
        self.name, self.fault = name, fault
        self.asked: Counter[str] = Counter()
        self.ranges: list[str] = []
        self.cut: set[str] = set()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_HEAD(self) -> None:
                hub.answer(self, body=False)

            def do_GET(self) -> None:
                hub.answer(self, body=True)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.storage = f"http://localhost:{self.server.server_port}"  # large files lie on another host

    def __enter__(self) -> Hub:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, body: bool) -> None:
        path = request.path.split("?")[0]
        self.asked[path.rsplit("/", 1)[-1]] += body
        refused = {
            "unauthorised": (401, ""),
            "unknown": (401, "RepoNotFound"),
            "busy": (429, ""),
            "broken": (500, ""),
            "gated": (403, "GatedRepo"),
        }
        if self.fault in refused:
            status, code = refused[self.fault]
            self.send(request, status, {"X-Error-Code": code} if code else {}, b"{}", body)
        elif path.startswith("/api/models/"):
            if not path.startswith(f"/api/models/{self.name}"):
                self.send(request, 404, {"X-Error-Code": "RepoNotFound"}, b"{}", body)
                return
            if "/tree/" in path:
                self.send(request, 200, {"Content-Type": "application/json"}, json.dumps(self.tree()).encode(), body)
                return
            listed = [{"rfilename": name, "size": len(content)} for name, content in self.files.items()]
            model = {"id": self.name, "sha": COMMIT, "siblings": listed, "tags": [], "private": False}
            self.send(request, 200, {"Content-Type": "application/json"}, json.dumps(model).encode(), body)
        elif path.startswith(f"/{self.name}/resolve/"):
            self.resolve(request, path.rsplit("/", 1)[1], body)
        elif path.startswith("/lfs/"):
            self.large(request, path.rsplit("/", 1)[1], body)
        else:
            self.send(request, 404, {"X-Error-Code": "RepoNotFound"}, b"", body)

    def tree(self) -> list[dict]:
        return [
            {"type": "file", "path": name, "size": len(content), "oid": git_blob(content)}
            | (
                {"lfs": {"oid": sha256(content), "size": len(content), "pointerSize": 130}}
                if len(content) >= LARGE
                else {}
            )
            for name, content in self.files.items()
        ]

    def resolve(self, request: BaseHTTPRequestHandler, name: str, body: bool) -> None:
        content = self.files.get(name)
        if content is None:
            self.send(request, 404, {"X-Error-Code": "EntryNotFound"}, b"", body)
            return
        headers = {"X-Repo-Commit": COMMIT}
        if len(content) < LARGE:
            self.send(request, 200, {**headers, "ETag": f'"{git_blob(content)}"'}, content, body)
        else:
            headers["X-Linked-Etag"] = f'"{sha256(content)}"'
            headers["X-Linked-Size"] = str(len(content))
            self.send(request, 302, {**headers, "Location": f"{self.storage}/lfs/{name}"}, b"", body)

    def large(self, request: BaseHTTPRequestHandler, name: str, body: bool) -> None:
        content = self.files[name]
        if self.fault == "flipped":
            content = content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
        start, wanted = 0, request.headers.get("Range")
        if wanted:
            self.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").split("-")[0])
        headers = {"Accept-Ranges": "bytes", "ETag": '"cdn"'}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if self.fault == "cut" and body and name not in self.cut:
            self.cut.add(name)
            request.send_response(206 if start else 200)
            for key, value in {**headers, "Content-Length": str(len(content) - start)}.items():
                request.send_header(key, value)
            request.end_headers()
            request.wfile.write(content[start : start + len(content) // 2])
            request.wfile.flush()
            request.close_connection = True
            request.connection.close()
            return
        self.send(request, 206 if start else 200, headers, content[start:], body)

    @staticmethod
    def send(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str], content: bytes, body: bool) -> None:
        request.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            request.send_header(key, value)
        request.end_headers()
        if body:
            request.wfile.write(content)
