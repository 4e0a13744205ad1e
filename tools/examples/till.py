"""A till in Python: takes one payment by the customer's payment code and prints its receipt.

    python3 till.py ADDRESS TOKEN-FILE ORDER AMOUNT CODE
    python3 till.py http://127.0.0.1:8583 data/api-token ORDER-1 12.34 6212345678901234567

Ends with 0 paid, 1 not paid, 2 refused, 3 not known yet, 4 a person is needed. The order's number is the key: started
again with the same order it finds the same payment, also after a power failure, and takes no money twice.
"""
import http.client
import json
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal

PATIENCE_SECONDS = 120  # for how long the cashier waits; the terminal goes on finding out
EXIT = {"confirmed": 0, "declined": 1, "cancelled": 1, "not-sent": 1, "attention": 4}

sys.stdout.reconfigure(encoding="utf-8")
address, token_file, order, amount, code = sys.argv[1:]
with open(token_file, encoding="ascii") as file:
    token = file.read().strip()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the agent is on this machine: no proxy
until = time.monotonic() + PATIENCE_SECONDS


def say(text):
    print(text["zh"], "/", text["en"], flush=True)


def end(status, zh, en):
    say({"zh": zh, "en": en})
    sys.exit(status)


def call(method, path, body=None, key=None):
    """The answer's text. Where none comes it is asked again: with the same key that is the same payment."""
    headers = {"Authorization": "Bearer " + token} | ({"Idempotency-Key": key} if key else {})
    data = None if body is None else json.dumps(body).encode()
    while True:
        try:
            request = urllib.request.Request(address + path, data, headers, method=method)
            with opener.open(request, timeout=90) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            problem = json.load(refused)
            say(problem.get("message", {"zh": problem["type"], "en": problem["detail"]}))
            if "Retry-After" not in refused.headers:  # it will be no better later
                sys.exit(2 if refused.code < 500 else 3)
        except (OSError, http.client.HTTPException):
            say({"zh": "没有收到应答，正用同一个键再问。", "en": "No answer; asking again with the same key."})
        if time.monotonic() > until:
            end(3, "结果未知，请用同一个订单号再查。", "Not known yet: ask again with the same order.")
        time.sleep(1)


status = json.loads(call("GET", "/v1/status"))
sale = {
    "type": "sale",
    "amount": int(Decimal(amount).scaleb(status["minorUnits"])),
    "currency": status["currency"],
    "reference": order,
    "qr": {"code": code},
}
payment = json.loads(call("POST", "/v1/payments?wait=2", sale, order))
while payment["display"] in ("pending", "cancelling") and time.monotonic() < until:
    say(payment["message"])
    payment = json.loads(call("POST", "/v1/payments?wait=10", sale, order))

say(payment["message"])
if payment["display"] == "confirmed":
    receipt = "/v1/payments/" + payment["id"] + "/receipt"
    print(call("GET", receipt + "?copy=customer&format=text&lang=zh"), flush=True)
    call("POST", receipt, {"copy": "customer"})  # the paper is out: from now on it is a reprint
else:
    say(payment["chargeAgain"])
sys.exit(EXIT.get(payment["display"], 3))
