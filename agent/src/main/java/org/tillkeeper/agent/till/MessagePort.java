package org.tillkeeper.agent.till;

import io.netty.channel.IoEventLoopGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * A port over TLS to which tills post messages of another protocol than this API's. It knows
 * nothing of what they say: a whole body goes in, a whole answer comes out. Places, sizes and time
 * limits are those of the till's doors, with one difference: a message is never answered with 503.
 * Where there is no room it is answered without waiting for anything. Safe for any thread.
 */
public final class MessagePort implements Closeable {
  /** Bodies are larger than the API's: what is encrypted comes in base64. */
  private static final Limits LIMITS =
      new Limits(
          64,
          32,
          1,
          4,
          64 * 1024,
          64 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          Limits.DEFAULT.deaf());

  private final TlsPort port;

  private MessagePort(TlsPort port) {
    this.port = port;
  }

  /**
   * Where it listens, and as whom.
   *
   * @param name of the section in {@code agent.yaml}
   * @param path of the messages, without a slash at its end; it is served with one too
   * @param port 0 lets the system choose
   * @param certificate PEM
   * @param key its private key, PEM PKCS#8
   */
  public record Place(
      String name, String path, String host, int port, File certificate, File key) {}

  /** Answers messages. */
  public interface Service {
    /**
     * Answers one. It reads the body before it returns, since the body is wiped then. The future
     * never fails.
     *
     * @param held what the answer waits for
     */
    CompletableFuture<Answer> answer(byte[] body, Held held);
  }

  /** Ends what an answer waits for where nobody reads it any more, or another needs the place. */
  public interface Held {
    /**
     * The answer waits for this.
     *
     * @param what by which waits for the same are counted
     * @param end is cancelled where the wait is over before
     */
    void until(String what, CompletableFuture<?> end);
  }

  /** What a message is answered with. */
  public sealed interface Answer {
    /**
     * It was read, and this is said to it.
     *
     * @param json empty where nothing is said
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Message(byte[] json) implements Answer {}

    /**
     * Whoever sent it has not shown the secret.
     *
     * @param why in English, for a till's programmer
     */
    record Stranger(String why) implements Answer {}
  }

  /**
   * Listens, and serves until closed.
   *
   * @param access whose token each message must carry, in {@code X-API-Key} or as a bearer's; empty
   *     where the messages themselves show who sent them
   * @param group of NIO or epoll, not shut down by this port
   * @throws InvalidConfig if certificate or key cannot be used
   * @throws IOException if it cannot listen there; the text names the address
   */
  public static MessagePort start(
      Place place,
      Optional<Access> access,
      Service service,
      Terminal terminal,
      PaymentJson json,
      IoEventLoopGroup group)
      throws IOException, InvalidConfig {
    PortTls tls =
        new PortTls(
            place.name(),
            () -> tls(place),
            Arrays.asList(place.certificate(), place.key()),
            System::nanoTime);
    Replies replies = new Replies(json);
    Router router = new Router(replies);
    for (String path : Arrays.asList(place.path(), place.path() + "/")) {
      router.path(path).post(call -> answered(service, replies, call));
    }
    Admission admission =
        new Admission(
            router,
            (method, headers) ->
                !access.isPresent() || isKnown(access.get(), headers)
                    ? Optional.empty()
                    : Optional.of(stranger(TOKEN_MISSING)));
    TillConnection.Service connections =
        new TillConnection.Service(
            router,
            replies,
            admission,
            new EventBroadcast(terminal, replies, group.next()),
            LIMITS,
            Door.Visits.UNNOTED,
            Door.Full.ANSWERED_AT_ONCE,
            Origins.NONE);
    return new MessagePort(
        TlsPort.listen(place.name(), place.host(), place.port(), tls, connections, group));
  }

  private static final String TOKEN_MISSING =
      "A message carries the token of this agent, from the file api-token in its data folder, in the"
          + " header X-API-Key.";

  private static boolean isKnown(Access access, HttpHeaders headers) {
    return access.byToken(headers) || access.byKey(headers);
  }

  private static Problem stranger(String why) {
    return Problem.of(401, "unauthorized", why);
  }

  private static CompletableFuture<Reply> answered(Service service, Replies replies, Call call) {
    call.refuseParameters();
    String type = call.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    // A page of another site can post any other type without being asked first.
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Problem.of(
          415, "unsupported-media-type", "A message has Content-Type: application/json.");
    }
    return service
        .answer(call.body(), (what, end) -> call.waiting().until(what, end))
        .thenApply(
            answer ->
                answer instanceof Answer.Message message
                    ? new Reply.Document(
                        200, "application/json", message.json(), Collections.emptyMap())
                    : replies.problem(stranger(((Answer.Stranger) answer).why())));
  }

  private static SslContext tls(Place place) throws InvalidConfig {
    SslContextBuilder builder = PortTls.builder(place.name(), place.certificate(), place.key());
    try {
      return builder.protocols("TLSv1.3", "TLSv1.2").build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new InvalidConfig(
          place.name() + ": TLS cannot be set up on this device: " + e.getMessage());
    }
  }

  /** The number of the port it listens on. */
  public int port() {
    return port.number();
  }

  @Override
  public void close() {
    port.close();
  }
}
