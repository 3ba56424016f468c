"""A headless Chromium, driven through chromedriver by the WebDriver protocol, with nothing but Python's own library.

Every wait has an end, and what was started is ended by its own process number.
"""

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

SECONDS_TO_START = 30
SECONDS_A_COMMAND = 60

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--window-size=1280,900"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    """One session: `with Browser() as browser: browser.open(path)`."""

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="neurank-browser.")
        port = free_port()
        self.log = open(f"{self.profile}/chromedriver.log", "wb")
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdin=subprocess.DEVNULL, stdout=self.log,
                                       stderr=subprocess.STDOUT)
        self.address = f"http://127.0.0.1:{port}"
        self.session = None
        try:
            self._wait_for_driver()
            self._start_session()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self._send("DELETE", "")
        finally:
            self.driver.terminate()
            try:
                self.driver.wait(10)
            except subprocess.TimeoutExpired:
                self.driver.kill()
                self.driver.wait(10)
            self.log.close()
            shutil.rmtree(self.profile, ignore_errors=True)

    def _wait_for_driver(self):
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                if self._send("GET", "/status")["ready"]:
                    return
            except (urllib.error.URLError, ConnectionError):
                pass
            if time.monotonic() > end or self.driver.poll() is not None:
                raise RuntimeError("chromedriver does not answer")
            time.sleep(0.05)

    def _start_session(self):
        options = {"args": FLAGS + [f"--user-data-dir={self.profile}/user"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                  "timeouts": {"script": 1000 * SECONDS_A_COMMAND, "pageLoad": 1000 * SECONDS_A_COMMAND}}
        answer = self._send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = answer["sessionId"]
        self._send("POST", "/url", {"url": "about:blank"})  # what the browser's own first page asks for is not ours
        self.requests()

    def _send(self, method, path, content=None):
        if self.session:
            path = f"/session/{self.session}{path}"
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_A_COMMAND + 10) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refusal:
            told = json.load(refusal)["value"]
            raise RuntimeError(f"{method} {path}: {told['error']}: {told['message'].splitlines()[0]}") from None

    def open(self, path):
        """Opens a file and waits for its load event."""
        self._send("POST", "/url", {"url": f"file://{path}"})

    def run(self, script, *arguments):
        """The value that the body of a function returns."""
        return self._send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self._send("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def find(self, selector):
        """The first element, for press() and write()."""
        found = self._send("POST", "/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def press(self, element):
        """Presses an element with the mouse: it must be in sight and nothing may lie above it."""
        self._send("POST", f"/element/{element}/click", {})

    def write(self, element, text):
        """Types into an element in place of what it holds."""
        self._send("POST", f"/element/{element}/clear", {})
        self._send("POST", f"/element/{element}/value", {"text": text})

    def resize(self, width, height, is_phone=False):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                     mobile=is_phone)

    def complaints(self):
        """Errors and warnings of the console since the last call."""
        told = self._send("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in told if entry["level"] in ("SEVERE", "WARNING")]

    def requests(self):
        """Addresses that were asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in
                  self._send("POST", "/se/log", {"type": "performance"})]
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def seconds_to_load(self):
        """From the start of the navigation to the end of the load event."""
        return self.run("return performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._send("GET", "/screenshot")))

    def print_to(self, path):
        """A PDF on A4."""
        page = {"width": 21.0, "height": 29.7}
        with open(path, "wb") as file:
            file.write(base64.b64decode(self._send("POST", "/print", {"page": page})))
