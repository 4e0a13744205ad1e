package org.tillkeeper.agent.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.time.Scheduler;

/** An address that is told by HTTP, as Standard Webhooks describes it. */
final class HookOutlet implements Outlet {
  private final Hook hook;
  private final Post post;
  private final Scheduler scheduler;
  private final Duration patience;

  /**
   * @param patience what is older is given up once the address has taken nothing for so long
   */
  HookOutlet(Hook hook, Post post, Scheduler scheduler, Duration patience) {
    this.patience = patience;
    this.hook = hook;
    this.post = post;
    this.scheduler = scheduler;
  }

  @Override
  public String key() {
    return hook.address().toString();
  }

  @Override
  public String shown() {
    return hook.shown();
  }

  @Override
  public Set<Announcements.Type> types() {
    return hook.types();
  }

  @Override
  public Optional<Duration> patience() {
    return Optional.of(patience);
  }

  @Override
  public void send(Announcements.Announcement announcement, Consumer<Post.Result> then) {
    byte[] body = announcement.body().get();
    String timestamp = Long.toString(scheduler.wallClock().getEpochSecond());
    Map<String, String> headers = new HashMap<>();
    headers.put("webhook-id", announcement.id());
    headers.put("webhook-timestamp", timestamp);
    headers.put("webhook-signature", hook.secret().sign(announcement.id(), timestamp, body));
    post.send(new Post.Request(hook.address(), headers, body), then);
  }
}
