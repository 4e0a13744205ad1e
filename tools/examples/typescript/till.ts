// A till in TypeScript: takes one payment by the customer's payment code and prints its receipt. Node 20.
//
//   npm ci && npx tsc
//   node till.js ADDRESS TOKEN-FILE ORDER AMOUNT CODE
//   node till.js http://127.0.0.1:8583 data/api-token ORDER-1 12.34 6212345678901234567
//
// Ends with 0 paid, 1 not paid, 2 refused, 3 not known yet, 4 a person is needed. The order's number is the key: started
// again with the same order it finds the same payment, also after a power failure, and takes no money twice.
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

type Text = { zh: string; en: string };
type Display = "pending" | "cancelling" | "confirmed" | "declined" | "cancelled" | "not-sent" | "attention";
type Payment = { id: string; display: Display; message: Text; chargeAgain: Text };
type Status = { currency: string; minorUnits: number };
type Problem = { type: string; detail: string; message?: Text };

const EXIT: Record<Display, number> = {
  confirmed: 0, declined: 1, cancelled: 1, "not-sent": 1, pending: 3, cancelling: 3, attention: 4,
};
const [address, tokenFile, order, amount, code] = process.argv.slice(2) as [string, string, string, string, string];
const token = readFileSync(tokenFile, "ascii").trim();
const until = performance.now() + 120_000; // for how long the cashier waits; the terminal goes on finding out

function say(text: Text): void {
  console.log(`${text.zh} / ${text.en}`);
}

/** The answer's text. Where none comes it is asked again: with the same key that is the same payment. */
async function call(method: string, path: string, body?: object, key?: string): Promise<string> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
  if (key !== undefined) headers["Idempotency-Key"] = key;
  for (;;) {
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(address + path, { method, headers, signal: AbortSignal.timeout(90_000), ...sent });
      const text = await answer.text();
      if (answer.ok) return text;
      const problem = JSON.parse(text) as Problem;
      say(problem.message ?? { zh: problem.type, en: problem.detail });
      if (!answer.headers.has("Retry-After")) process.exit(answer.status < 500 ? 2 : 3); // it will be no better later
    } catch {
      say({ zh: "没有收到应答，正用同一个键再问。", en: "No answer; asking again with the same key." });
    }
    if (performance.now() > until) {
      say({ zh: "结果未知，请用同一个订单号再查。", en: "Not known yet: ask again with the same order." });
      process.exit(3);
    }
    await pause(1000);
  }
}

/** A decimal amount in the minor unit, by its digits alone: 0.1 + 0.2 is no money. */
function minor(decimal: string, units: number): number {
  const parts = /^([0-9]{1,10})(?:\.([0-9]*))?$/.exec(decimal);
  if (parts === null || (parts[2] ?? "").length > units) throw new Error(`${decimal} is no amount`);
  return Number(parts[1] + (parts[2] ?? "").padEnd(units, "0"));
}

const status = JSON.parse(await call("GET", "/v1/status")) as Status;
const sale = {
  type: "sale", amount: minor(amount, status.minorUnits), currency: status.currency, reference: order, qr: { code },
};
let payment = JSON.parse(await call("POST", "/v1/payments?wait=2", sale, order)) as Payment;
while ((payment.display === "pending" || payment.display === "cancelling") && performance.now() < until) {
  say(payment.message);
  payment = JSON.parse(await call("POST", "/v1/payments?wait=10", sale, order)) as Payment;
}
say(payment.message);
if (payment.display === "confirmed") {
  const receipt = `/v1/payments/${payment.id}/receipt`;
  console.log(await call("GET", `${receipt}?copy=customer&format=text&lang=zh`));
  await call("POST", receipt, { copy: "customer" }); // the paper is out: from now on it is a reprint
} else {
  say(payment.chargeAgain);
}
process.exit(EXIT[payment.display] ?? 3);
