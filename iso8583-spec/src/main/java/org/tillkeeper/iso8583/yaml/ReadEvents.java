package org.tillkeeper.iso8583.yaml;

import java.util.List;
import java.util.NoSuchElementException;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The events of a document that was read and looked through, to be composed. Reading takes long, so
 * it is done once: a dialect of 900 lines is a quarter of what an agent does until it listens.
 */
final class ReadEvents implements Parser {
  private final List<Event> events;
  private int at;

  ReadEvents(List<Event> events) {
    this.events = events;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return hasNext() && peekEvent().getEventId() == choice;
  }

  @Override
  public Event peekEvent() {
    if (!hasNext()) {
      throw new NoSuchElementException("the document has ended");
    }
    return events.get(at);
  }

  @Override
  public boolean hasNext() {
    return at < events.size();
  }

  @Override
  public Event next() {
    Event next = peekEvent();
    at++;
    return next;
  }
}
