import java.io.*;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.regex.*;

/**
 * A till in Java: takes one payment by the customer's payment code and prints its receipt.
 * {@code java Till.java ADDRESS TOKEN-FILE ORDER AMOUNT CODE}, for example {@code java Till.java
 * http://127.0.0.1:8583 data/api-token ORDER-1 12.34 6212345678901234567}. Ends with 0 paid, 1 not
 * paid, 2 refused, 3 not known yet, 4 a person is needed. The order's number is the key: started
 * again with the same order it finds the same payment and takes no money twice.
 */
public class Till {
  static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY).build();
  // For how long the cashier waits; the terminal goes on finding out.
  static final long UNTIL = System.nanoTime() + Duration.ofSeconds(120).toNanos();

  static void say(String zh, String en) {
    OUT.println(zh + " / " + en);
  }

  /** The answer. Where none comes it is asked again: with the same key that is the same payment. */
  static String call(String[] args, String path, String body, String key) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(args[0] + path)).timeout(Duration.ofSeconds(90))
        .header("Authorization", "Bearer " + Files.readString(Path.of(args[1])).trim());
    if (!body.isEmpty()) request.POST(HttpRequest.BodyPublishers.ofString(body));
    if (!key.isEmpty()) request.header("Idempotency-Key", key);
    while (true) {
      try {
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 2) return answer.body();
        Map<String, String> problem = read(answer.body());
        say(problem.getOrDefault("message.zh", problem.get("type")), problem.get("detail"));
        // Without Retry-After it will be no better later.
        if (answer.headers().firstValue("Retry-After").isEmpty()) System.exit(answer.statusCode() < 500 ? 2 : 3);
      } catch (IOException lost) {
        say("没有收到应答，正用同一个键再问。", "No answer; asking again with the same key.");
      }
      if (System.nanoTime() > UNTIL) {
        say("结果未知，请用同一个订单号再查。", "Not known yet: ask again with the same order.");
        System.exit(3);
      }
      Thread.sleep(1000);
    }
  }

  /** Texts, numbers and truth values of a JSON object by dotted path; lists are passed over. */
  static Map<String, String> read(String json) {
    Map<String, String> all = new LinkedHashMap<>();
    Matcher token = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[\\[\\]{}:,]|[^\\s\\[\\]{}:,\"]+").matcher(json);
    String path = "", name = "";
    for (int lists = 0; token.find(); ) {
      String word = token.group(1) == null ? token.group() : token.group(1).replaceAll("\\\\(.)", "$1");
      boolean text = token.group(1) != null;
      if (!text && word.equals("[")) lists++;
      else if (!text && word.equals("]")) lists--;
      else if (lists > 0) continue;
      else if (!text && word.equals("{")) { path = name.isEmpty() ? path : path + name + "."; name = ""; }
      else if (!text && word.equals("}")) path = path.replaceFirst("[^.]*\\.$", "");
      else if (!text && word.equals(",")) name = "";
      else if (text && name.isEmpty()) name = word;
      else if (text || !word.equals(":")) all.put(path + name, word);
    }
    return all;
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> status = read(call(args, "/v1/status", "", ""));
    long amount = new BigDecimal(args[3]).movePointRight(Integer.parseInt(status.get("minorUnits"))).longValueExact();
    String sale = "{\"type\":\"sale\",\"amount\":%d,\"currency\":\"%s\",\"reference\":\"%s\",\"qr\":{\"code\":\"%s\"}}"
        .formatted(amount, status.get("currency"), args[2], args[4]);
    Map<String, String> payment = read(call(args, "/v1/payments?wait=2", sale, args[2]));
    while (payment.get("display").matches("pending|cancelling") && System.nanoTime() < UNTIL) {
      say(payment.get("message.zh"), payment.get("message.en"));
      payment = read(call(args, "/v1/payments?wait=10", sale, args[2]));
    }
    say(payment.get("message.zh"), payment.get("message.en"));
    String receipt = "/v1/payments/" + payment.get("id") + "/receipt";
    if (payment.get("display").equals("confirmed")) {
      OUT.println(call(args, receipt + "?copy=customer&format=text&lang=zh", "", ""));
      call(args, receipt, "{\"copy\":\"customer\"}", ""); // the paper is out: from now on it is a reprint
    } else {
      say(payment.get("chargeAgain.zh"), payment.get("chargeAgain.en"));
    }
    Map<String, Integer> exits = Map.of("confirmed", 0, "declined", 1, "cancelled", 1, "not-sent", 1, "attention", 4);
    System.exit(exits.getOrDefault(payment.get("display"), 3));
  }
}
