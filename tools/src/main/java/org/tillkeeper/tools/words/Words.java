package org.tillkeeper.tools.words;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The texts of one room, in one language. They stand beside this class: {@code demo.properties} is
 * the demonstration's English, {@code demo_zh.properties} its Chinese. Immutable.
 */
public final class Words {
  private static final boolean IS_PACKAGED = System.getenv("TILLKEEPER_PACKAGED") != null;

  private final ResourceBundle texts;
  private final Language language;

  private Words(ResourceBundle texts, Language language) {
    this.texts = texts;
    this.language = language;
  }

  /**
   * The texts of a room.
   *
   * @param room the first part of the file's name, {@code demo}
   */
  public static Words of(String room, Language language) {
    return new Words(texts(room, language), language);
  }

  /** The file itself, for what reads resource bundles by itself. */
  public static ResourceBundle texts(String room, Language language) {
    // Without fallback: a reader of English on a Chinese machine gets English.
    return ResourceBundle.getBundle(
        Words.class.getPackageName() + "." + room,
        Locale.forLanguageTag(language.code()),
        Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
  }

  /** The language of these texts. */
  public Language language() {
    return language;
  }

  /**
   * A text.
   *
   * @param values what {@code %s} in it stands for, in their order or by {@code %2$s}
   * @throws java.util.MissingResourceException if there is no such text
   */
  public String say(String key, Object... values) {
    String text = asStarted(texts.getString(key));
    return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
  }

  /** A text that names the program, by the name that it was started by: a package has no tools. */
  public static String asStarted(String text) {
    return IS_PACKAGED ? text.replace("tools/tillkeeper", "tillkeeper") : text;
  }

  /** A text as {@link #say}, with its values in a list. */
  public String say(String key, List<?> values) {
    return say(key, values.toArray());
  }

  /** What a code means, if it is known: the text under {@code table.code}. */
  public Optional<String> meaning(String table, String code) {
    String key = table + "." + code;
    return texts.containsKey(key) ? Optional.of(texts.getString(key)) : Optional.empty();
  }
}
