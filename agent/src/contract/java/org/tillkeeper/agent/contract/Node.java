package org.tillkeeper.agent.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place in the document: what stands there, and its JSON pointer. Immutable.
 *
 * <p>What is reached through a reference is where the reference leads, so that its pointer names
 * the schema that is meant.
 */
public final class Node {
  private static final String REFERENCE = "$ref";

  private final Object root;
  private final String pointer;
  private final Object value;

  private Node(Object root, String pointer, Object value) {
    this.root = root;
    this.pointer = pointer;
    this.value = value;
  }

  static Node root(Object document) {
    return new Node(document, "", document);
  }

  /** Such as {@code /components/schemas/Payment}. */
  public String pointer() {
    return pointer;
  }

  /** The last part of the pointer, unescaped. */
  public String name() {
    return unescaped(pointer.substring(pointer.lastIndexOf('/') + 1));
  }

  /** What stands here: a map, a list, a text, a number, a truth value or null. */
  public Object value() {
    return value;
  }

  /** What stands here, as a text. */
  public String text() {
    return String.valueOf(value);
  }

  /** A member, where its reference leads if it is one. */
  public Optional<Node> member(String name) {
    return unfollowed(name).map(Node::followed);
  }

  /** A member as it stands. */
  public Optional<Node> unfollowed(String name) {
    return value instanceof Map<?, ?> members && members.containsKey(name)
        ? Optional.of(new Node(root, pointer + "/" + escaped(name), members.get(name)))
        : Optional.empty();
  }

  /** An item of a list as it stands. */
  Node unfollowedItem(int index) {
    return new Node(root, pointer + "/" + index, ((List<?>) value).get(index));
  }

  /** The names of all members in order. */
  public List<String> namesOfMembers() {
    List<String> all = new ArrayList<>();
    if (value instanceof Map<?, ?> members) {
      members.keySet().forEach(name -> all.add(name.toString()));
    }
    return all;
  }

  /** All members in order, each where its reference leads. */
  public Map<String, Node> members() {
    Map<String, Node> all = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> members) {
      for (Object name : members.keySet()) {
        all.put(name.toString(), member(name.toString()).orElseThrow());
      }
    }
    return all;
  }

  /** The items of a list in order, each where its reference leads. */
  public List<Node> items() {
    List<Node> all = new ArrayList<>();
    if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        all.add(new Node(root, pointer + "/" + i, items.get(i)).followed());
      }
    }
    return all;
  }

  /** The items of a list of words. */
  public List<String> words() {
    List<String> all = new ArrayList<>();
    items().forEach(item -> all.add(item.text()));
    return all;
  }

  /** Where the reference that stands here leads; else this. */
  public Node followed() {
    return reference().map(this::at).map(Node::followed).orElse(this);
  }

  /** The pointer of the reference that stands here. */
  public Optional<String> reference() {
    return unfollowed(REFERENCE).map(Node::text).map(text -> text.substring(text.indexOf('#') + 1));
  }

  private Node at(String there) {
    Node node = root(root);
    for (String part : there.substring(1).split("/")) {
      node =
          node.unfollowed(unescaped(part))
              .orElseThrow(
                  () ->
                      new AssertionError(pointer + " refers to " + there + ", which is not there"));
    }
    return node;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String unescaped(String name) {
    return name.replace("~1", "/").replace("~0", "~");
  }

  @Override
  public String toString() {
    return pointer + " " + value;
  }
}
