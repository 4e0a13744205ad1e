package org.tillkeeper.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands: exit codes, what is said, and what is asked of an agent. */
class CommandsTest {
  private static final String STATUS =
      "{\"online\":false,\"since\":\"2026-01-01T00:00:00Z\",\"route\":\"primary\",\"signedIn\":true,"
          + "\"batch\":\"000001\",\"pending\":{\"count\":2,\"amount\":1205},\"attention\":0,\"version\":\"0.1.0\"}";
  private static final String PAYMENT =
      "{\"id\":\"0193\",\"type\":\"sale\",\"state\":\"reversing\",\"display\":\"cancelling\",\"amount\":5,"
          + "\"currency\":\"CNY\",\"card\":{\"entry\":\"swipe\",\"pan\":\"622500******0006\"},\"stan\":\"000001\","
          + "\"message\":{\"zh\":\"正在取消\",\"en\":\"being cancelled\"},"
          + "\"attempts\":[{\"stan\":\"000001\",\"batch\":\"000001\",\"outcome\":\"open\",\"sends\":1}]}";

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private PrintStream out;
  private PrintStream err;
  private HttpServer agent;

  @BeforeEach
  void listen() throws Exception {
    out = System.out;
    err = System.err;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/v1/status", STATUS);
    answer("/v1/payments", "{\"payments\":[" + PAYMENT + "],\"next\":\"0192\"}");
    answer("/v1/payments/0193", PAYMENT);
    answer(
        "/v1/payments/0193/history",
        "{\"events\":[{\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"recorded\",\"attempt\":1,\"message\":\"x\"}]}");
    agent.start();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/api-token"), "secret\n");
    Files.writeString(
        folder.resolve("agent.yaml"),
        "api: {listen: \"127.0.0.1:"
            + agent.getAddress().getPort()
            + "\"}\ndata: ./data\nhost: {}\n");
  }

  @AfterEach
  void restore() {
    agent.stop(0);
    System.setOut(out);
    System.setErr(err);
  }

  private void answer(String path, String json) {
    agent.createContext(
        path,
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals(path);
          boolean allowed =
              "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body =
              (known && allowed ? json : "{\"title\":\"no such payment\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? allowed ? 200 : 401 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private String run(int expected, String... args) {
    said.reset();
    int code = Commands.run(args);
    String text = said.toString(StandardCharsets.UTF_8);
    assertEquals(expected, code, text);
    return text;
  }

  private String config() {
    return folder.resolve("agent.yaml").toString();
  }

  @Test
  void status_is_readable_or_raw() {
    String text = run(0, "status", "--config", config());
    assertTrue(text.contains("2026-01-01T00:00:00Z") && text.contains("12.05"), text);
    assertEquals(STATUS, run(0, "status", "--config", config(), "--json").trim());
  }

  @Test
  void payments_and_one_of_them_are_readable_or_raw() {
    String text = run(0, "payments", "--config", config(), "--limit", "5");
    assertTrue(text.contains("0.05 CNY") && text.contains("622500******0006"), text);
    text = run(0, "show", "0193", "--config", config());
    assertTrue(text.contains("recorded") && text.contains("000001"), text);
    assertEquals(PAYMENT, run(0, "show", "0193", "--config", config(), "--json").trim());
  }

  @Test
  void a_problem_is_1_and_is_explained() throws Exception {
    assertTrue(run(1, "show", "0999", "--config", config()).contains("404 no such payment"));
    agent.stop(0);
    assertTrue(run(1, "status", "--config", config()).contains("tools/tillkeeper agent"));
    Files.delete(folder.resolve("data/api-token"));
    assertTrue(run(1, "status", "--config", config()).contains("api-token"));
  }

  @Test
  void wrong_usage_is_2_and_says_what_is_allowed() {
    assertTrue(run(2, "network", "--listn", "x").contains("--listen HOST:PORT"));
    assertTrue(run(2, "network", "--listen", "x", "--target", "h:1").contains("--listen is \"x\""));
    assertTrue(run(2, "network", "--target", "h:1").contains("--listen is missing"));
    assertTrue(run(2, "acquirer").contains("--config=FILE"));
    assertTrue(run(2, "acquirer", "--config", "no.yaml").contains("no.yaml: cannot be read"));
    assertTrue(run(2, "payments", "--state", "lost").contains("--state is \"lost\": allowed"));
    assertTrue(run(2, "payments", "--limit", "0").contains("--limit is 0: allowed is 1 to"));
    assertTrue(run(2, "show").contains("ID"));
    assertTrue(run(2, "reboot").contains("acquirer, agent, decode, help"));
    assertTrue(run(2).contains("acquirer --config"));
  }

  @Test
  void decode_says_by_its_exit_code_whether_a_dump_could_be_read() throws Exception {
    String echo =
        "0034600003000060310031000008200000000000C00010303030303030303139353237313831"
            + "38323231373837350011000000013010";
    assertTrue(run(0, "decode", echo).contains("0820"));
    assertTrue(run(0, "decode", "--json", echo).startsWith("{\"dialect\":\"unionpay-pos\","));
    assertTrue(run(0, "decode", "--dialect", "unionpay-pos", echo).contains("00000001"));
    run(0, "decode", echo.substring(0, 40), echo.substring(40));
    Path file = folder.resolve("dump.txt");
    Files.writeString(file, echo.replaceAll("(..)", "$1 "));
    run(0, "decode", file.toString());
    java.io.InputStream in = System.in;
    try {
      System.setIn(new java.io.ByteArrayInputStream(echo.getBytes(StandardCharsets.UTF_8)));
      run(0, "decode", "-");
      run(1, "decode", "-");
    } finally {
      System.setIn(in);
    }
    assertTrue(run(1, "decode", echo.substring(0, 60)).contains("field 41"));
    assertTrue(run(2, "decode", "no-such-file").contains("neither a file nor hex"));
    assertTrue(run(2, "decode", "--dialect", "x", echo).contains("allowed is auto, unionpay-pos"));
    assertTrue(run(2, "decode", "--dialect", file.toString(), echo).contains("dump.txt"));
    assertFalse(run(2, "decode", "--mac-key", "5BB5C72C", echo).contains("5BB5C72C"));
  }

  @Test
  void help_lists_every_command_with_an_example_and_no_other() {
    String text = run(0, "help");
    for (String command :
        new String[] {
          "agent",
          "acquirer",
          "network",
          "status",
          "payments",
          "show",
          "decode",
          "simulate",
          "prove",
          "help"
        }) {
      assertTrue(text.contains("tools/tillkeeper " + command), command);
    }
    for (String later : new String[] {"doctor", "bundle"}) {
      assertFalse(text.contains("tillkeeper " + later), later);
      run(2, later);
    }
  }
}
