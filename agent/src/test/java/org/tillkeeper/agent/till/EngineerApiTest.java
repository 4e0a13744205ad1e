package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.bench.VirtualTime;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.words.PaymentText;

class EngineerApiTest {
  @TempDir private Path folder;
  private FakeTerminal terminal;
  private Replies replies;
  private Field field;

  @BeforeEach
  void begin() throws Exception {
    terminal = new FakeTerminal("CNY");
    replies = new Replies(new PaymentJson(new PaymentText(code -> null), terminal::next, "CNY"));
    Path yaml = folder.resolve("agent.yaml");
    Files.writeString(
        yaml,
        """
        terminal: {id: "00000001", merchant: "952718182217875"}
        host: {routes: [{name: primary, address: "127.0.0.1:8600"}]}
        keys: {masterKeyFile: master.key}
        """);
    field =
        new Field(
            AgentConfig.read(yaml.toFile()),
            "1",
            Optional.empty(),
            Optional.empty(),
            new VirtualTime(),
            FakeTerminal::examined,
            Optional.of(
                new Field.Figures(
                    "text/plain", () -> CompletableFuture.completedFuture(new byte[0]))));
  }

  private int status(Router router, String method, String path) throws Exception {
    Reply reply =
        router.answer(new Call(method, path, new DefaultHttpHeaders(), new byte[0])).get();
    return reply instanceof Reply.Document document ? document.status() : 200;
  }

  /** Every call that there is anywhere. */
  private Router everything() throws Exception {
    Access access = Access.ensure(folder.toFile(), Clock.systemUTC());
    PageAccess page =
        new PageAccess(CashierPage.load(), CashierPage.ofEngineer(), access, (time, then) -> {});
    Router all =
        TillServer.router(
            terminal, FakeTerminal::examined, replies, "CNY", TillFixture.SHOP, access, page);
    new FieldApi(terminal, replies, field, "CNY").addTo(all);
    return all;
  }

  @Test
  void no_call_that_writes_is_reachable_and_none_that_is_not_named() throws Exception {
    Router engineers = EngineerApi.router(terminal, replies, field, "CNY");
    List<String> calls = everything().calls();
    assertTrue(calls.size() > 30, calls.toString());
    for (String call : calls) {
      String template = call.substring(call.indexOf(' ') + 1);
      String path = template.replace("ID", "none");
      for (String method :
          List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "post", "X")) {
        int status = status(engineers, method, path);
        assertTrue(status == 404 || status == 405, method + " " + path + ": " + status);
      }
      if (!EngineerApi.READS.contains(template)) {
        assertEquals(404, status(engineers, "GET", path), path);
      }
    }
  }

  @Test
  void what_is_named_is_there() throws Exception {
    Router engineers = EngineerApi.router(terminal, replies, field, "CNY");
    List<String> gets = new ArrayList<>();
    for (String call : engineers.calls()) {
      assertTrue(call.startsWith("GET "), call);
      gets.add(call.substring(4));
    }
    assertTrue(gets.containsAll(EngineerApi.READS), gets.toString());
    assertEquals(200, status(engineers, "GET", "/v1/status"));
    assertEquals(200, status(engineers, "HEAD", "/v1/status"));
    assertEquals(200, status(engineers, "GET", "/v1/logs"));
    assertEquals(503, status(engineers, "GET", "/v1/bundle"), "without a device key");
  }

  @Test
  void a_call_as_a_text_has_neither_token_nor_body() {
    DefaultHttpHeaders headers = new DefaultHttpHeaders();
    headers.add("Authorization", "Bearer x");
    Call call = new Call("POST", "/v1/payments?wait=1", headers, new byte[] {1});
    assertEquals("POST /v1/payments", call.toString());
  }

  @Test
  void the_configuration_is_shown_without_what_does_not_belong_there() {
    String yaml =
        """
        a: {key: 0123456789ABCDEF0123456789ABCDEF} # 6225000000000006
        url: "https://user:word@host/x"
        webhooks: [{url: "https://hooks.example/T0/B1?key=Xyz", secretFile: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}]
        passphrase: secret-word
        tpdu: "6000030000"
        """;
    byte[] shown = MaskedConfig.of(yaml.getBytes(StandardCharsets.UTF_8));
    String expected =
        """
        a: {key: (left out)}
        url: "https://(left out)@host/(left out)"
        webhooks: [{url: "https://hooks.example/(left out)", secretFile: (left out)}]
        passphrase: (left out)
        tpdu: "6000030000"

        """;
    assertEquals(expected, new String(shown, StandardCharsets.UTF_8));
  }
}
