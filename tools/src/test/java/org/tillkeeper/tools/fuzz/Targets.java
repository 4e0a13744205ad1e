package org.tillkeeper.tools.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.iso8583.Dialect;

/** All targets by name. */
final class Targets {
  /** Makes a target, with whatever it needs to run. */
  interface Maker {
    Target make() throws Exception;
  }

  private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

  static {
    for (String dialect : Dialect.names()) {
      MAKERS.put("frame-" + dialect, () -> new FrameTarget(dialect));
    }
    MAKERS.put("fields", FieldsTarget::new);
    MAKERS.put("stream", StreamTarget::new);
    MAKERS.put("decode", DecodeTarget::new);
    MAKERS.put("till-call", TillCallTarget::new);
    MAKERS.put("till-wire", TillWireTarget::new);
    MAKERS.put("nexo-message", NexoMessageTarget::new);
    MAKERS.put("downloads", DownloadsTarget::new);
    MAKERS.put("agent-yaml", AgentYamlTarget::new);
    MAKERS.put("acquirer-stream", AcquirerStreamTarget::new);
    MAKERS.put("acquirer-control", AcquirerControlTarget::new);
    MAKERS.put("acquirer-yaml", AcquirerYamlTarget::new);
    MAKERS.put("dialect-yaml", DialectYamlTarget::new);
    MAKERS.put("key-file", KeyFileTarget::new);
    MAKERS.put("ledger", LedgerTarget::new);
    MAKERS.put("schedule", ScheduleTarget::new);
  }

  private Targets() {}

  static List<String> names() {
    return new ArrayList<>(MAKERS.keySet());
  }

  static Target named(String name) throws Exception {
    Maker maker = MAKERS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no target \"" + name + "\"; there are " + String.join(", ", names()));
    }
    return maker.make();
  }
}
