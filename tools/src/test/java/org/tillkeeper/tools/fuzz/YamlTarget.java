package org.tillkeeper.tools.fuzz;

import java.io.IOException;
import java.util.List;

/** A configuration file: what all that read YAML from a folder of their own have in common. */
abstract class YamlTarget implements Target {
  final OwnFolder folder = new OwnFolder();

  YamlTarget() throws IOException {}

  @Override
  public final List<byte[]> large() {
    return Yaml.deep();
  }

  @Override
  public final List<String> words() {
    return Yaml.WORDS;
  }

  @Override
  public final int mutations() {
    return 700;
  }

  @Override
  public final void close() throws IOException {
    folder.close();
  }
}
