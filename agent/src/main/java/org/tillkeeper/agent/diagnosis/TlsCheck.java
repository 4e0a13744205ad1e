package org.tillkeeper.agent.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.RouteProbe;

/** Which certificate, why it is not good, and until when. */
final class TlsCheck {
  /** A new certificate takes an acquirer a week. */
  private static final Duration SOON = Duration.ofDays(14);

  private TlsCheck() {}

  static Observation of(Route route, RouteProbe.Result result, Instant now) {
    Condition condition =
        switch (result.tls()) {
          case NONE -> Condition.TLS_PLAIN;
          case DONE -> Condition.TLS_FINE;
          case EXPIRED ->
              isOver(result.peer(), now) ? Condition.TLS_EXPIRED : Condition.TLS_AUTHORITY_EXPIRED;
          case NOT_YET_VALID -> Condition.TLS_NOT_YET_VALID;
          case OTHER_NAME -> Condition.TLS_OTHER_NAME;
          case OTHER_AUTHORITY -> Condition.TLS_OTHER_AUTHORITY;
          case OTHER_KEY -> Condition.TLS_OTHER_KEY;
          case CLIENT_REFUSED ->
              isOver(RouteProbe.ownCertificate(route), now)
                  ? Condition.TLS_CLIENT_EXPIRED
                  : Condition.TLS_CLIENT_REFUSED;
          case NOT_TLS -> Condition.TLS_NOT_SPOKEN;
          case SILENT -> Condition.TLS_SILENT;
          case FAILED ->
              isOver(RouteProbe.ownCertificate(route), now)
                  ? Condition.TLS_CLIENT_EXPIRED
                  : Condition.TLS_FAILED;
          case UNUSABLE -> Condition.TLS_FILES;
        };
    Observation seen = shown(Observation.of(condition), route, result.peer());
    seen = result.why().isEmpty() ? seen : seen.with("why", result.why());
    if (condition != Condition.TLS_FINE) {
      return own(seen, route);
    }
    if (result.peer().isPresent() && isSoon(result.peer().get(), now)) {
      // One that tls.ca itself holds is trusted beyond its end.
      Condition end =
          isOver(result.peer(), now) ? Condition.TLS_EXPIRED_TRUSTED : Condition.TLS_EXPIRES_SOON;
      return shown(Observation.of(end), route, result.peer());
    }
    return soon(route, now).orElse(seen);
  }

  /** That this terminal's own certificate ends soon; empty where it does not. */
  static Optional<Observation> soon(Route route, Instant now) {
    return RouteProbe.ownCertificate(route)
        .filter(own -> isSoon(own, now))
        .map(
            own ->
                Observation.of(Condition.TLS_CLIENT_EXPIRES_SOON)
                    .with("route", route.name())
                    .with("ownUntil", own.until().toString()));
  }

  private static Observation shown(Observation seen, Route route, Optional<RouteProbe.Shown> peer) {
    Observation named =
        seen.with("route", route.name())
            .with("name", route.tls().flatMap(it -> it.serverName()).orElse(route.host()));
    return peer.isPresent()
        ? named
            .with("subject", peer.get().subject())
            .with("issuer", peer.get().issuer())
            .with("from", peer.get().from().toString())
            .with("until", peer.get().until().toString())
        : named.with("subject", "-").with("issuer", "-").with("from", "-").with("until", "-");
  }

  private static Observation own(Observation seen, Route route) {
    return seen.with(
        "ownUntil", RouteProbe.ownCertificate(route).map(it -> it.until().toString()).orElse("-"));
  }

  private static boolean isOver(Optional<RouteProbe.Shown> certificate, Instant now) {
    return certificate.filter(it -> it.until().isBefore(now)).isPresent();
  }

  private static boolean isSoon(RouteProbe.Shown certificate, Instant now) {
    return certificate.until().isBefore(now.plus(SOON));
  }
}
