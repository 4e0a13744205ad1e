package org.tillkeeper.agent.keys;

import java.io.File;

/**
 * A key file that is missing, too open, or holds no key. The text names the configuration's key,
 * the path and what is allowed, never what the file holds.
 */
public final class UnusableKeyFile extends Exception {
  UnusableKeyFile(String setting, File file, String text) {
    super(setting + ": " + file + " " + text);
  }
}
