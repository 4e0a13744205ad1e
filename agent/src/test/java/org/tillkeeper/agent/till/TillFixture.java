package org.tillkeeper.agent.till;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.contract.ApiContract;
import org.tillkeeper.agent.contract.JdkExchanges;
import org.tillkeeper.agent.reader.CardReader;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.ResponseCode;

/**
 * A till server on a free port over a fake terminal, and a till that calls it. Each exchange is
 * compared with the API's document.
 */
final class TillFixture implements AutoCloseable {
  /** Limits that a test can reach: small, and over soon. */
  static final Limits SHORT = shortWithDeaf(Limits.DEFAULT.deaf());

  /**
   * The same, with a time of its own after which a stream that takes nothing may lose its place.
   */
  static Limits shortWithDeaf(Duration deaf) {
    return new Limits(
        8,
        8,
        8,
        4,
        16 * 1024,
        64 * 1024,
        Duration.ofMillis(1500),
        Duration.ofMillis(700),
        Duration.ofMillis(1500),
        Duration.ofMillis(500),
        Duration.ofMillis(200),
        deaf);
  }

  static final String SWIPE =
      """
      {"type":"sale","amount":1234,"currency":"CNY","reference":"ORDER-1",
       "card":{"entry":"swipe","track2":"6225000000000006=30125200000000000000"}}""";

  static final Shop SHOP =
      new Shop(
          Optional.of("老王面馆"),
          Optional.of("长安街1号"),
          Optional.of("010-1234"),
          Optional.of("谢谢惠顾"),
          "952718182217875",
          "00000001",
          ZoneId.of("Asia/Shanghai"));

  final FakeTerminal terminal;
  final ApiToken token;
  final TillServer server;
  private final IoEventLoopGroup group =
      TillLoop.group(new DefaultThreadFactory("till", true), NioIoHandler.newFactory());
  private final HttpClient client = HttpClient.newHttpClient();
  private boolean beyondDocument;

  TillFixture(File data, Limits limits) throws Exception {
    this(data, limits, 0);
  }

  /** A till whose acquirer gives codes that the terminal shows. */
  static TillFixture thatShowsCodes(File data) throws Exception {
    return new TillFixture(
        data,
        Limits.DEFAULT,
        new AgentConfig.Api("127.0.0.1", 0),
        "CNY",
        terminal -> Optional.empty(),
        PaymentJson::withShownCodes);
  }

  TillFixture(File data, Limits limits, int port) throws Exception {
    this(data, limits, port, "CNY");
  }

  /** A till of a terminal with another currency. */
  TillFixture(File data, Limits limits, int port, String currency) throws Exception {
    this(data, limits, new AgentConfig.Api("127.0.0.1", port), currency);
  }

  /** A till server that listens elsewhere, or is called by other sites' pages. */
  TillFixture(File data, Limits limits, AgentConfig.Api api, String currency) throws Exception {
    this(data, limits, api, currency, terminal -> Optional.empty());
  }

  /** A till of a terminal with a card reader, whose payment application is the test. */
  static TillFixture withReader(File data, Limits limits) throws Exception {
    return new TillFixture(
        data,
        limits,
        new AgentConfig.Api("127.0.0.1", 0),
        "CNY",
        terminal ->
            Optional.of(
                CardReader.ofApplication(terminal, terminal.scheduler(), new SecureRandom())));
  }

  private TillFixture(
      File data,
      Limits limits,
      AgentConfig.Api api,
      String currency,
      Function<FakeTerminal, Optional<CardReader>> reader)
      throws Exception {
    this(data, limits, api, currency, reader, UnaryOperator.identity());
  }

  private TillFixture(
      File data,
      Limits limits,
      AgentConfig.Api api,
      String currency,
      Function<FakeTerminal, Optional<CardReader>> reader,
      UnaryOperator<PaymentJson> shown)
      throws Exception {
    ApiContract.ofAgent();
    terminal = new FakeTerminal(currency);
    token = ApiToken.ensure(data);
    Access access = Access.ensure(data, Clock.systemUTC());
    PaymentJson json =
        new PaymentJson(
            new PaymentText(
                code ->
                    new ResponseCode(
                        code,
                        ResponseCode.Meaning.DECLINED,
                        "余额不足，请换卡。",
                        "Not enough money. Ask for another card.")),
            terminal::next,
            currency,
            ZoneId.of("Asia/Shanghai"));
    server =
        TillServer.start(
            terminal,
            FakeTerminal::examined,
            shown.apply(json),
            access,
            currency,
            SHOP,
            api,
            group,
            limits,
            Optional.empty(),
            reader.apply(terminal));
  }

  /** Every call of a till there is, before a terminal that nobody asks. */
  static Router router(FakeTerminal terminal, File data, Replies replies) throws Exception {
    Access access = Access.ensure(data, Clock.systemUTC());
    PageAccess page =
        new PageAccess(
            CashierPage.load(), CashierPage.ofEngineer(), access, (time, then) -> then.run());
    return TillServer.router(terminal, FakeTerminal::examined, replies, "CNY", SHOP, access, page);
  }

  /** An answer, its body read as JSON. */
  record Answered(int status, Map<String, Object> json, HttpResponse<String> raw) {
    String text(String member) {
      return String.valueOf(json.get(member));
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token.text());
  }

  String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /** From now on the terminal says what no terminal says, and no document has it. */
  void goBeyondDocument() {
    beyondDocument = true;
  }

  Answered get(String path) throws Exception {
    return send(request(path).GET().build());
  }

  Answered post(String path, String body) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /** A new one-time address of the cashier's page. */
  String pageAddress() throws Exception {
    return post("/v1/page-address", "").text("address");
  }

  /** A payment that refers to another, under a key of its own. */
  Answered refer(String path, String body) throws Exception {
    return send(
        request("/v1/payments/" + path)
            .header("Idempotency-Key", "refer-" + (path + body).hashCode())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  Answered pay(String key, String body) throws Exception {
    return pay(key, body, "");
  }

  Answered pay(String key, String body, String query) throws Exception {
    return send(
        request("/v1/payments" + query)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /**
   * Without an answer the till asks again with the same key. A connection that has not shown the
   * token yet may be closed where many come at once.
   */
  Answered payUntilAnswered(String key, String body) throws Exception {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        return pay(key, body);
      } catch (IOException e) {
        if (System.nanoTime() > giveUp) {
          throw e;
        }
      }
    }
  }

  Answered send(HttpRequest request) throws Exception {
    HttpResponse<String> raw = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (!beyondDocument) {
      JdkExchanges.check(request, raw);
    }
    Map<String, Object> json = Map.of();
    if (raw.headers().firstValue("Content-Type").orElse("").contains("json")
        && !raw.body().isEmpty()) {
      json = json(raw.body());
    }
    return new Answered(raw.statusCode(), json, raw);
  }

  static Map<String, Object> json(String text) throws IOException {
    return JSON.std.mapFrom(text);
  }

  /** A connection of its own, for what is written byte by byte. */
  Wire connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return new Wire(socket);
  }

  /** The head of a request with the token, without the empty line that ends it. */
  String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + token.text()
        + "\r\n";
  }

  /** A whole request. */
  String postOf(String path, String key, String body) {
    return head("POST", path)
        + "Idempotency-Key: "
        + key
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Returns once the server has written what it was given before. */
  void written() {
    group.next().submit(() -> {}).awaitUninterruptibly();
  }

  @Override
  public void close() {
    server.close();
    group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    terminal.close();
  }
}
