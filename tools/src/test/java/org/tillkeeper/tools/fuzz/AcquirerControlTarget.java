package org.tillkeeper.tools.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.acquirer.Acquirer;
import org.tillkeeper.tools.acquirer.AcquirerSettings;
import org.tillkeeper.tools.config.Settings;

/**
 * A call of the simulated acquirer's control API over a real socket. An input is a line {@code
 * METHOD URI} and the body behind it.
 */
final class AcquirerControlTarget implements Target {
  private static final String CONFIG =
      """
      listen: 127.0.0.1:0
      dialect: unionpay-pos
      terminals:
        - {id: "00000001", merchant: "952718182217875", masterKeyFile: master.key, batch: "000001"}
      ledger: acquirer.db
      control: {listen: 127.0.0.1:0}
      """;

  private final OwnFolder folder = new OwnFolder();
  private final Acquirer acquirer;

  AcquirerControlTarget() throws Exception {
    folder.file("master.key", "0123456789ABCDEFFEDCBA9876543210\n".getBytes(UTF_8));
    acquirer =
        Acquirer.start(
            AcquirerSettings.of(
                Settings.ofFile(folder.file("acquirer.yaml", CONFIG.getBytes(UTF_8)).toPath())));
  }

  @Override
  public String name() {
    return "acquirer-control";
  }

  @Override
  public void check(byte[] input) throws IOException {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String line = new String(input, 0, end, ISO_8859_1).replaceAll("[^!-~ ]", "~");
    int blank = line.indexOf(' ');
    String method = blank < 0 ? "POST" : line.substring(0, blank).replaceAll("[^A-Z]", "");
    String uri = line.substring(blank + 1).replace(' ', '+');
    byte[] body = Arrays.copyOfRange(input, Math.min(input.length, end + 1), input.length);
    String asked = uri.isEmpty() ? "/" : uri;
    String answer = said(method.isEmpty() ? "GET" : method, asked, body);
    if (answer.isEmpty() && !isPath(asked)) {
      return; // the JDK's server hangs up on it
    }
    assertTrue(answer.startsWith("HTTP/1.1 "), () -> "no answer but: " + answer);
    int status = Integer.parseInt(answer.substring(9, 12));
    assertTrue(status >= 200 && status < 500, answer);
    if (answer.contains("application/json") && !method.equals("HEAD")) {
      String text = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      if (status >= 400) {
        Map<String, Object> json = JSON.std.mapFrom(text);
        Said.onOneLine((String) json.get("error"));
      } else {
        JSON.std.anyFrom(text);
      }
    }
  }

  private static boolean isPath(String uri) {
    try {
      return uri.startsWith("/") && new URI(uri).getPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private String said(String method, String uri, byte[] body) throws IOException {
    try (Socket socket =
        new Socket(acquirer.controlAddress().getAddress(), acquirer.controlAddress().getPort())) {
      socket.setSoTimeout(5_000);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(
          (method
                  + " "
                  + uri
                  + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      request.writeBytes(body);
      OutputStream out = socket.getOutputStream();
      out.write(request.toByteArray());
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("it neither answers nor closes", e);
    } catch (SocketException e) {
      // Of what is far too large, or what the JDK's server refuses itself, the end is not read.
      assertTrue(body.length > 65_536 || !isPath(uri), e::toString);
      return "HTTP/1.1 400 ";
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
            "GET /bookings\n",
            "GET /declined\n",
            "GET /totals\n",
            "GET /batches\n",
            "GET /messages?limit=5\n",
            "GET /faults\n",
            "DELETE /faults\n",
            "POST /faults\n{\"fault\":\"decline\",\"on\":\"sale\",\"count\":2,\"code\":\"51\",\"delay\":\"10ms\"}",
            "POST /faults\n{\"rate\":0.5,\"kinds\":[\"late-answer\"],\"seed\":7,\"on\":[\"sale\"]}",
            "POST /order\n{\"order\":\"3\"}",
            "POST /hide\n{\"terminal\":\"00000001\",\"number\":1}",
            "POST /hide\n{\"stan\":\"000002\"}",
            "POST /settlement\n{\"answer\":\"unbalanced\"}",
            "POST /batch\n{\"terminal\":\"00000001\",\"batch\":\"000007\"}",
            "POST /close-batch\n{}",
            "POST /day?days=1\n",
            "POST /forget-keys\n{\"terminal\":\"00000001\"}")
        .stream()
        .map(call -> call.getBytes(UTF_8))
        .toList();
  }

  @Override
  public List<byte[]> large() {
    return List.of(
        ("POST /order\n" + "{\"order\":".repeat(7_000)).getBytes(UTF_8),
        ("POST /order\n" + "[".repeat(60_000)).getBytes(UTF_8),
        ("POST /order\n{\"order\":\"" + "3".repeat(70_000) + "\"}").getBytes(UTF_8),
        ("GET /messages?" + "a=1&".repeat(5_000) + "\n").getBytes(UTF_8));
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"fault\":",
        "\"on\":",
        "\"count\":",
        "\"delay\":",
        "\"rate\":",
        "null",
        "true",
        "1e9",
        "-1",
        "1.5",
        "[",
        "]",
        "{",
        "}",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "%00",
        "%",
        "%2B",
        "&",
        "?",
        "=",
        "999999999",
        "\"999999\"");
  }

  @Override
  public int mutations() {
    return 400;
  }

  @Override
  public void close() throws IOException {
    try {
      acquirer.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
    folder.close();
  }
}
