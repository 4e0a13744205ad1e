package org.tillkeeper.agent.diagnosis;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.RouteProbe;
import org.tillkeeper.agent.host.Source;

/** One route, hop by hop. */
final class PathCheck {
  /** The system's resolver asks several servers several times, each for seconds. */
  private static final Duration LOOKUP = Duration.ofMillis(2500);

  /** What was seen by the end of the time has to be told within it. */
  private static final Duration MARGIN = Duration.ofMillis(300);

  private static final Duration CONNECT = Duration.ofMillis(2500);

  private final SystemFiles files;
  private final Probes probes;
  private final ExecutorService threads;
  private final Route route;
  private final Instant now;
  private final long endNanos;
  private final List<NetworkLink> links;
  private final Optional<RoutingTable> table;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final List<Observation> found = new ArrayList<>();

  PathCheck(
      SystemFiles files,
      Probes probes,
      ExecutorService threads,
      Route route,
      Instant now,
      Duration within) {
    this.files = files;
    this.probes = probes;
    this.threads = threads;
    this.route = route;
    this.now = now;
    endNanos = System.nanoTime() + within.toNanos();
    links = NetworkLink.all(files);
    table = RoutingTable.read(files);
  }

  /**
   * Looks at every hop.
   *
   * @param proven whether the line was connected by this route when it last tried
   * @param online whether the acquirer answers on it now
   */
  List<Observation> look(boolean proven, boolean online) {
    List<InetAddress> addresses = lookUp(proven && online);
    Optional<InetAddress> target =
        addresses.isEmpty() ? Optional.empty() : Optional.of(addresses.get(0));
    boolean dnsAnswers = !target.isPresent() && has(Condition.DNS_NO_SUCH_NAME);
    answered.set(proven || dnsAnswers);
    Optional<RoutingTable.Entry> way = way(target);
    interfaces(way, target, proven);
    boolean unplugged =
        found.stream().anyMatch(one -> isStop(one) && one.check() == Check.INTERFACE);
    Optional<Future<Gateway.Seen>> gateway =
        unplugged ? Optional.empty() : way.flatMap(RoutingTable.Entry::gateway).map(this::ask);
    if (proven) {
      found.add(of(Condition.TCP_PROVEN));
      found.add(provenTls());
    } else if (target.isPresent()) {
      connect(addresses);
    } else {
      found.add(of(Condition.TCP_UNKNOWN));
      found.add(of(Condition.TLS_UNKNOWN));
    }
    way(way, target, proven);
    gateway(way, target, gateway, proven || dnsAnswers);
    return found;
  }

  /** What goes to the device itself goes by no table that it shows. */
  private Optional<RoutingTable.Entry> way(Optional<InetAddress> target) {
    Optional<String> itself = target.isPresent() ? itself(target.get()) : Optional.empty();
    return itself.isPresent()
        ? Optional.of(RoutingTable.Entry.within(itself.get()))
        : table.flatMap(it -> target.isPresent() ? it.to(target.get()) : it.toEverywhere());
  }

  /** The interface for what stays on this device; empty for an address of elsewhere. */
  private Optional<String> itself(InetAddress target) {
    boolean own =
        target.isLoopbackAddress()
            || links.stream().anyMatch(it -> probes.addresses(it.name()).contains(target));
    return own
        ? links.stream().filter(NetworkLink::loopback).map(NetworkLink::name).findFirst()
        : Optional.empty();
  }

  private boolean staysHere(Optional<RoutingTable.Entry> way) {
    return links.stream()
        .anyMatch(it -> it.loopback() && way.isPresent() && it.name().equals(way.get().link()));
  }

  private Observation of(Condition condition) {
    return Observation.of(condition).with("route", route.name());
  }

  private boolean has(Condition condition) {
    return found.stream().anyMatch(one -> one.condition() == condition);
  }

  private Duration left(Duration most) {
    Duration left = Duration.ofNanos(Math.max(1_000_000, endNanos - System.nanoTime()));
    return left.compareTo(most) < 0 ? left : most;
  }

  // ---- Names

  private List<InetAddress> lookUp(boolean online) {
    String host = route.host();
    List<InetAddress> addresses = new ArrayList<>();
    if (Names.isLiteral(host)) {
      try {
        addresses.add(InetAddress.getByName(host));
        found.add(of(Condition.DNS_NOT_NEEDED).with("address", host));
      } catch (UnknownHostException e) {
        found.add(of(Condition.DNS_FAILED).with("name", host).with("why", "no address"));
      }
      return addresses;
    }
    List<String> servers = Names.servers(files);
    List<Future<Names.Answer>> asked = new ArrayList<>();
    for (String server : servers) {
      asked.add(threads.submit(() -> probes.ask(server, host, LOOKUP)));
    }
    Optional<InetAddress[]> system = await(threads.submit(() -> probes.resolve(host)), LOOKUP);
    if (system.isPresent()) {
      for (InetAddress one : system.get()) {
        addresses.add(one);
      }
      found.add(of(Condition.DNS_FINE).with("name", host).with("address", text(addresses.get(0))));
      return addresses;
    }
    Observation why = whyNot(host, servers, asked, addresses);
    found.add(
        online && why.condition().isWrong()
            ? of(Condition.DNS_FAILS_NOW).with("name", host).with("servers", text(servers))
            : why);
    return addresses;
  }

  private Observation whyNot(
      String host,
      List<String> servers,
      List<Future<Names.Answer>> asked,
      List<InetAddress> addresses) {
    if (servers.isEmpty()) {
      boolean told = files.exists("etc/resolv.conf") || files.exists("proc/net/route");
      return of(told ? Condition.DNS_NO_SERVER : Condition.DNS_FAILED)
          .with("name", host)
          .with("why", "the system does not resolve it");
    }
    Optional<Names.Answer> best = Optional.empty();
    for (Future<Names.Answer> one : asked) {
      Optional<Names.Answer> answer = await(one, LOOKUP);
      boolean better =
          answer.isPresent()
              && (!best.isPresent() || answer.get().said().compareTo(best.get().said()) < 0);
      best = better ? answer : best;
    }
    Names.Said said = best.map(Names.Answer::said).orElse(Names.Said.SILENT);
    Observation seen =
        switch (said) {
          case FOUND -> of(Condition.DNS_FINE).with("address", text(best.get().addresses().get(0)));
          case NO_SUCH_NAME -> of(Condition.DNS_NO_SUCH_NAME);
          case REFUSES -> of(Condition.DNS_REFUSES).with("code", best.get().code());
          case SILENT -> of(Condition.DNS_SILENT);
        };
    best.ifPresent(it -> addresses.addAll(it.addresses()));
    return seen.with("name", host)
        .with("servers", text(servers))
        .with("server", best.map(Names.Answer::server).orElse(servers.get(0)));
  }

  private <T> Optional<T> await(Future<T> future, Duration most) {
    try {
      return Optional.of(future.get(left(most).toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException | ExecutionException e) {
      future.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  // ---- Interface and address

  private void interfaces(
      Optional<RoutingTable.Entry> way, Optional<InetAddress> target, boolean proven) {
    if (links.isEmpty()) {
      found.add(
          of(proven ? Condition.INTERFACE_FINE : Condition.INTERFACE_UNKNOWN)
              .with("interface", "-"));
      addressUnknown(target, proven);
      return;
    }
    List<NetworkLink> concerned = concerned(way);
    Optional<NetworkLink> working = concerned.stream().filter(NetworkLink::works).findFirst();
    if (proven || working.isPresent()) {
      NetworkLink one = working.orElse(concerned.isEmpty() ? links.get(0) : concerned.get(0));
      found.add(of(Condition.INTERFACE_FINE).with("interface", one.name()));
      address(one, proven);
      return;
    }
    if (concerned.isEmpty()) {
      found.add(of(Condition.INTERFACE_NONE));
    } else {
      NetworkLink one =
          concerned.stream().filter(NetworkLink::up).findFirst().orElse(concerned.get(0));
      Condition condition =
          !one.up()
              ? one.wireless() && isRadioBlocked()
                  ? Condition.RADIO_BLOCKED
                  : Condition.INTERFACE_OFF
              : one.wireless() ? Condition.WIFI_NOT_JOINED : Condition.LINK_DOWN;
      found.add(of(condition).with("interface", one.name()));
    }
    found.add(of(Condition.ADDRESS_UNKNOWN));
  }

  /** The interfaces that this route could go out by, the likeliest first. */
  private List<NetworkLink> concerned(Optional<RoutingTable.Entry> way) {
    List<NetworkLink> concerned = new ArrayList<>();
    Optional<String> wanted = Optional.empty();
    if (route.source().isPresent() && route.source().get() instanceof Source.OfInterface by) {
      wanted = Optional.of(by.name());
    } else if (way.isPresent() && !way.get().rejected()) {
      wanted = Optional.of(way.get().link());
    }
    for (NetworkLink link : links) {
      if (wanted.equals(Optional.of(link.name()))) {
        concerned.add(link);
        return concerned;
      }
    }
    boolean anyPhysical = links.stream().anyMatch(NetworkLink::physical);
    for (NetworkLink link : links) {
      if (!link.loopback() && !link.vpn() && (link.physical() || !anyPhysical)) {
        concerned.add(link);
      }
    }
    return concerned;
  }

  private boolean isRadioBlocked() {
    for (String radio : files.names("sys/class/rfkill")) {
      String folder = "sys/class/rfkill/" + radio + "/";
      boolean blocked =
          files.number(folder + "soft").equals(Optional.of(1L))
              || files.number(folder + "hard").equals(Optional.of(1L));
      if (blocked) {
        return true;
      }
    }
    return false;
  }

  private void address(NetworkLink link, boolean proven) {
    List<String> usable = new ArrayList<>();
    List<String> selfMade = new ArrayList<>();
    for (InetAddress one : probes.addresses(link.name())) {
      if (!one.isLinkLocalAddress()) {
        usable.add(text(one));
      } else if (one instanceof Inet4Address) {
        selfMade.add(text(one));
      }
    }
    Condition condition =
        proven || !usable.isEmpty()
            ? Condition.ADDRESS_FINE
            : selfMade.isEmpty() ? Condition.ADDRESS_NONE : Condition.ADDRESS_SELF_MADE;
    found.add(
        of(condition)
            .with("interface", link.name())
            .with("addresses", text(usable.isEmpty() ? selfMade : usable)));
  }

  private void addressUnknown(Optional<InetAddress> target, boolean proven) {
    Optional<InetAddress> from = target.flatMap(probes::sourceTowards);
    found.add(
        of(proven || from.isPresent() ? Condition.ADDRESS_FINE : Condition.ADDRESS_UNKNOWN)
            .with("interface", "-")
            .with("addresses", from.map(PathCheck::text).orElse("-")));
  }

  // ---- Gateway and route

  private Future<Gateway.Seen> ask(InetAddress router) {
    Gateway gateway = new Gateway(files, probes);
    return threads.submit(
        () -> gateway.look(router, left(Duration.ofSeconds(9)).minus(MARGIN), answered::get));
  }

  private void gateway(
      Optional<RoutingTable.Entry> way,
      Optional<InetAddress> target,
      Optional<Future<Gateway.Seen>> asked,
      boolean proven) {
    if (!table.isPresent() && !way.isPresent()) {
      found.add(of(proven ? Condition.GATEWAY_NOT_NEEDED : Condition.GATEWAY_UNKNOWN));
      return;
    }
    if (!way.isPresent()) {
      boolean otherWay = proven || target.flatMap(probes::sourceTowards).isPresent();
      found.add(of(otherWay ? Condition.GATEWAY_NOT_NEEDED : Condition.GATEWAY_NONE));
      return;
    }
    Optional<InetAddress> router = way.get().gateway();
    boolean neighbours =
        links.stream().noneMatch(it -> it.name().equals(way.get().link()) && it.pointToPoint());
    if (!router.isPresent() || way.get().rejected() || !neighbours) {
      found.add(of(Condition.GATEWAY_NOT_NEEDED));
      return;
    }
    Gateway.Seen seen =
        answered.get()
            ? Gateway.Seen.ANSWERS
            : asked.flatMap(it -> await(it, Duration.ofSeconds(9))).orElse(Gateway.Seen.UNKNOWN);
    Condition condition =
        switch (seen) {
          case ANSWERS, KNOWN -> Condition.GATEWAY_FINE;
          case SILENT -> Condition.GATEWAY_SILENT;
          case UNKNOWN -> Condition.GATEWAY_UNKNOWN;
        };
    found.add(
        of(condition)
            .with("gateway", text(router.get()))
            .with("interface", way.get().link())
            .with("ping", seen == Gateway.Seen.ANSWERS));
  }

  private void way(Optional<RoutingTable.Entry> way, Optional<InetAddress> target, boolean proven) {
    String shown = target.map(PathCheck::text).orElse(route.host());
    Optional<InetAddress> from = target.flatMap(probes::sourceTowards);
    Optional<NetworkLink> vpnDown =
        links.stream().filter(it -> it.vpn() && !it.works() && !staysHere(way)).findFirst();
    boolean fails = found.stream().anyMatch(one -> one.check() == Check.TCP && isStop(one));
    if (proven) {
      found.add(fine(way, shown, from));
    } else if (has(Condition.ROUTE_NO_SOURCE)) {
      return;
    } else if (way.isPresent() && way.get().rejected() && target.isPresent() && fails) {
      found.add(of(Condition.ROUTE_REJECTED).with("address", shown));
    } else if (vpnDown.isPresent() && fails) {
      found.add(
          of(Condition.VPN_DOWN).with("interface", vpnDown.get().name()).with("address", shown));
    } else if (target.isPresent() && !from.isPresent() && fails) {
      found.add(of(Condition.ROUTE_NONE).with("address", shown));
    } else if (!target.isPresent()) {
      found.add(of(Condition.ROUTE_UNKNOWN));
    } else {
      found.add(fine(way, shown, from));
    }
  }

  private Observation fine(
      Optional<RoutingTable.Entry> way, String shown, Optional<InetAddress> from) {
    String link = way.map(RoutingTable.Entry::link).orElse("-");
    boolean vpn = links.stream().anyMatch(it -> it.name().equals(link) && it.vpn());
    return of(Condition.ROUTE_FINE)
        .with("address", shown)
        .with("interface", link)
        .with("from", from.map(PathCheck::text).orElse("-"))
        .with("vpn", vpn);
  }

  private static boolean isStop(Observation one) {
    return one.condition().weight() == Condition.Weight.STOPS;
  }

  // ---- TCP and TLS

  private void connect(List<InetAddress> addresses) {
    RouteProbe.Result best = null;
    InetAddress of = addresses.get(0);
    for (InetAddress one : addresses) {
      RouteProbe.Result result = probes.connect(route, one, left(CONNECT));
      boolean better = best == null || result.tcp().compareTo(best.tcp()) < 0;
      best = better ? result : best;
      of = better ? one : of;
      if (result.tcp() == RouteProbe.Tcp.CONNECTED || left(CONNECT).compareTo(CONNECT) < 0) {
        break;
      }
    }
    answered.set(best.tcp() == RouteProbe.Tcp.CONNECTED || best.tcp() == RouteProbe.Tcp.REFUSED);
    Condition tcp =
        switch (best.tcp()) {
          case CONNECTED -> Condition.TCP_FINE;
          case REFUSED -> Condition.TCP_REFUSED;
          case SILENT -> Condition.TCP_SILENT;
          case UNREACHABLE -> Condition.TCP_UNREACHABLE;
          case RESET -> Condition.TCP_RESET;
          case NO_SOURCE, FAILED -> Condition.TCP_FAILED;
        };
    if (best.tcp() == RouteProbe.Tcp.NO_SOURCE) {
      found.add(of(Condition.ROUTE_NO_SOURCE).with("why", best.why()));
    }
    found.add(
        of(tcp)
            .with("address", text(of) + ":" + route.port())
            .with("why", best.why())
            .with("millis", best.millis()));
    found.add(
        best.tcp() == RouteProbe.Tcp.CONNECTED
            ? TlsCheck.of(route, best, now)
            : of(Condition.TLS_UNKNOWN));
  }

  /** The line has a connection: what the other side showed was accepted. */
  private Observation provenTls() {
    return route.tls().isPresent()
        ? TlsCheck.soon(route, now)
            .orElseGet(() -> Observation.of(Condition.TLS_PROVEN).with("route", route.name()))
        : of(Condition.TLS_PLAIN);
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }

  private static String text(List<String> texts) {
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }
}
