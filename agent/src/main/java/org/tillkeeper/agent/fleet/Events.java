package org.tillkeeper.agent.fleet;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.tillkeeper.agent.ledger.Announcements;
import org.tillkeeper.agent.webhook.Outlet;
import org.tillkeeper.agent.webhook.Post;

/**
 * Tells the broker what happens, in order and one after the other: the next is published once the
 * broker has acknowledged the one before. While the broker is away it waits, however long, and what
 * follows waits in the ledger.
 */
final class Events implements Outlet {
  private final EventLoop loop;
  private final Session session;
  private final Broker broker;
  private final Topics topics;

  Events(EventLoop loop, Session session, Broker broker, Topics topics) {
    this.loop = loop;
    this.session = session;
    this.broker = broker;
    this.topics = topics;
  }

  @Override
  public String key() {
    return "mqtt:" + topics.events();
  }

  @Override
  public String shown() {
    return broker.shown();
  }

  @Override
  public Set<Announcements.Type> types() {
    return EnumSet.allOf(Announcements.Type.class);
  }

  /** Nothing is given up for its age: only more than the ledger keeps for one is. */
  @Override
  public Optional<Duration> patience() {
    return Optional.empty();
  }

  @Override
  public void send(Announcements.Announcement announcement, Consumer<Post.Result> then) {
    try {
      loop.execute(() -> publish(announcement, then));
    } catch (RejectedExecutionException e) {
      then.accept(Post.Result.failed("the agent is stopping"));
    }
  }

  private void publish(Announcements.Announcement announcement, Consumer<Post.Result> then) {
    session.publish(
        new Session.Outgoing(
            message(whole(announcement)),
            Session.Loss.SENT_AGAIN,
            refused -> {
              if (refused.equals(Optional.of(ReasonCode.PACKET_TOO_LARGE.text()))) {
                bare(announcement, then);
              } else {
                ended(refused, then);
              }
            }));
  }

  /** What the broker finds too large must not keep what follows from being told. */
  private void bare(Announcements.Announcement announcement, Consumer<Post.Result> then) {
    Map<String, Object> event = head(announcement);
    event.put("type", announcement.type().label());
    event.put("timestamp", announcement.at().toString());
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", announcement.subject());
    event.put("data", data);
    event.put("leftOut", "the broker takes no packet that holds all of it");
    session.publish(
        new Session.Outgoing(
            message(json(event)), Session.Loss.SENT_AGAIN, refused -> ended(refused, then)));
  }

  private void ended(Optional<String> refused, Consumer<Post.Result> then) {
    refused.ifPresent(why -> session.noteRefused("events", why));
    then.accept(refused.map(Post.Result::failed).orElseGet(() -> Post.Result.answered(200)));
  }

  private Message message(byte[] payload) {
    return Message.json(topics.events(), payload, Message.Kept.PASSING);
  }

  private static byte[] json(Map<String, Object> event) {
    try {
      return JSON.std.asBytes(event);
    } catch (IOException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  private static Map<String, Object> head(Announcements.Announcement announcement) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("schema", "tillkeeper/event/1");
    head.put("id", announcement.id());
    head.put("seq", announcement.seq());
    return head;
  }

  /** The body, which is a JSON object, with the head put before its members. */
  private static byte[] whole(Announcements.Announcement announcement) {
    byte[] first = json(head(announcement));
    byte[] body = announcement.body().get();
    first[first.length - 1] = ',';
    byte[] whole = new byte[first.length + body.length - 1];
    System.arraycopy(first, 0, whole, 0, first.length);
    System.arraycopy(body, 1, whole, first.length, body.length - 1);
    return whole;
  }
}
