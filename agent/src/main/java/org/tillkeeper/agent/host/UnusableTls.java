package org.tillkeeper.agent.host;

/**
 * TLS settings that cannot be used: a file that cannot be read or holds something else. The text
 * names the setting, the file and what is allowed, never what the file holds.
 */
public final class UnusableTls extends Exception {
  UnusableTls(String text) {
    super(text);
  }
}
