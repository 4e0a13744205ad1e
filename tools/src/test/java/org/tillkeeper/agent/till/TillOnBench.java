package org.tillkeeper.agent.till;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.payment.PaymentOrder;
import org.tillkeeper.agent.receipt.Shop;
import org.tillkeeper.agent.terminal.Downloaded;
import org.tillkeeper.agent.terminal.Ground;
import org.tillkeeper.agent.terminal.Refusal;
import org.tillkeeper.agent.terminal.Refused;
import org.tillkeeper.agent.terminal.Terminal;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;

/**
 * The calls of the till API without a connection, on a terminal that refuses whatever it is asked.
 */
public final class TillOnBench {
  private final Router router;

  /** What a call is answered with. */
  public record Answer(int status, String contentType, byte[] body) {}

  /**
   * @param orders is given every order that a body made
   * @param data a folder, for the token and the page's sessions
   */
  public TillOnBench(Consumer<PaymentOrder> orders, File data) throws IOException, InvalidConfig {
    Access access = Access.ensure(data, Clock.systemUTC());
    PageAccess page =
        new PageAccess(
            CashierPage.load(), CashierPage.ofEngineer(), access, (time, then) -> then.run());
    router =
        TillServer.router(
            terminal(orders),
            TillOnBench::examined,
            new Replies(json()),
            "CNY",
            shop(),
            access,
            page);
  }

  /** Answers a call; none for a stream of events. */
  public Optional<Answer> answer(
      String method, String uri, Map<String, String> headers, byte[] body) {
    HttpHeaders sent = new DefaultHttpHeaders();
    headers.forEach(sent::add);
    Reply reply = router.answer(new Call(method, uri, sent, body)).join();
    return reply instanceof Reply.Document document
        ? Optional.of(new Answer(document.status(), document.contentType(), document.body()))
        : Optional.empty();
  }

  public static PaymentJson json() {
    return new PaymentJson(
        new PaymentText(Dialect.named("unionpay-pos")::responseCode), payment -> Set.of(), "CNY");
  }

  public static Shop shop() {
    Optional<String> none = Optional.empty();
    return new Shop(
        none, none, none, none, "952718182217875", "00000001", ZoneId.of("Asia/Shanghai"));
  }

  /** As {@code GET /v1/emv-parameters} shows it. */
  public static Map<String, Object> emvParameters(List<Downloaded> downloaded) {
    return EmvParametersJson.of(downloaded);
  }

  /** Nothing was looked at. */
  public static CompletableFuture<Diagnosis> examined() {
    return CompletableFuture.completedFuture(
        new Diagnosis(
            Instant.EPOCH,
            new Diagnosis.Who("00000001", "952718182217875", ZoneOffset.UTC),
            List.of()));
  }

  /** A terminal that knows no payment and carries nothing out. */
  public static Terminal terminal(Consumer<PaymentOrder> orders) {
    Terminal.Subscription none = () -> {};
    return (Terminal)
        Proxy.newProxyInstance(
            Terminal.class.getClassLoader(),
            new Class<?>[] {Terminal.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("start")) {
                orders.accept((PaymentOrder) arguments[0]);
              }
              return switch (method.getName()) {
                case "subscribe" -> none;
                case "started", "payment", "history", "settlement" ->
                    CompletableFuture.completedFuture(Optional.empty());
                case "payments" ->
                    CompletableFuture.completedFuture(
                        new Terminal.Page(List.of(), Optional.empty()));
                case "changes" ->
                    CompletableFuture.completedFuture(new Terminal.Changes(List.of(), false, 0));
                case "diagnosis", "downloaded", "settlements" ->
                    CompletableFuture.completedFuture(List.of());
                default ->
                    CompletableFuture.failedFuture(new Refused(Refusal.of(Ground.NO_SUCH_PAYMENT)));
              };
            });
  }
}
