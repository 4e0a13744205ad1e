package org.tillkeeper.agent.till;

import io.netty.channel.Channel;
import io.netty.channel.IoEventLoopGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.tillkeeper.agent.config.AgentConfig;
import org.tillkeeper.agent.config.InvalidConfig;
import org.tillkeeper.agent.log.Fact;
import org.tillkeeper.agent.log.Log;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * Serves engineers from afar, over TLS 1.3 and to who shows a certificate of the configured
 * authority. Everything can be looked at and nothing changed: there is no call that writes. Each
 * access is a line of the log, and thereby in the bundle. Places and time limits are those of the
 * till's doors. Safe for any thread.
 */
public final class EngineerServer implements Closeable {
  private static final Log LOG = Log.of(EngineerServer.class);

  /** Who has no certificate shares a few places; who has one, a few more. */
  private static final Limits LIMITS =
      new Limits(
          8,
          8,
          1,
          4,
          4 * 1024,
          64 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2),
          Duration.ofSeconds(15),
          Limits.DEFAULT.deaf());

  private final TlsPort port;

  private EngineerServer(TlsPort port) {
    this.port = port;
  }

  /**
   * Listens, and serves until closed.
   *
   * @param group of NIO or epoll, not shut down by this server
   * @throws InvalidConfig if the certificate, its key or the authority cannot be used
   * @throws IOException if it cannot listen there; the text names the address
   */
  public static EngineerServer start(
      Terminal terminal,
      PaymentJson json,
      Field field,
      String currency,
      AgentConfig.Engineer engineer,
      IoEventLoopGroup group)
      throws IOException, InvalidConfig {
    PortTls tls =
        new PortTls(
            "engineer",
            () -> tls(engineer),
            Arrays.asList(engineer.certificate(), engineer.key(), engineer.clients()),
            System::nanoTime);
    Replies replies = new Replies(json);
    Router router = EngineerApi.router(terminal, replies, field, currency);
    Admission admission = new Admission(router, (method, headers) -> Optional.empty());
    EventBroadcast none = new EventBroadcast(terminal, replies, group.next());
    TillConnection.Service service =
        new TillConnection.Service(
            router,
            replies,
            admission,
            none,
            LIMITS,
            EngineerServer::noteAccess,
            Door.Full.REFUSED,
            Origins.NONE);
    return new EngineerServer(
        TlsPort.listen("engineer", engineer.host(), engineer.port(), tls, service, group));
  }

  private static SslContext tls(AgentConfig.Engineer engineer) throws InvalidConfig {
    SslContextBuilder builder = PortTls.builder("engineer", engineer.certificate(), engineer.key());
    try {
      return builder
          .trustManager(engineer.clients())
          .clientAuth(ClientAuth.REQUIRE)
          .protocols("TLSv1.3")
          .build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new InvalidConfig(
          "engineer.clients "
              + engineer.clients()
              + ": must hold PEM certificates of the CA that signs engineers' certificates, on a"
              + " device that has TLS 1.3");
    }
  }

  /** Who asked what, from where. */
  private static void noteAccess(Channel channel, HttpRequest request) {
    LOG.info(
        "an engineer looks",
        Fact.event("engineer"),
        Fact.text("who", who(channel)),
        Fact.text("from", String.valueOf(channel.remoteAddress())),
        Fact.text("call", request.method() + " " + request.uri()));
  }

  private static String who(Channel channel) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    try {
      return handler == null
          ? "nobody"
          : handler.engine().getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "nobody";
    }
  }

  /** The port it listens on. */
  public int port() {
    return port.number();
  }

  @Override
  public void close() {
    port.close();
  }
}
