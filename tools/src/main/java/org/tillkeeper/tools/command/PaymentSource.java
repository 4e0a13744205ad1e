package org.tillkeeper.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.terminal.Stories;
import org.tillkeeper.agent.till.PaymentJson;
import org.tillkeeper.agent.till.StoryJson;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.config.Settings;
import org.tillkeeper.tools.stopped.StoppedLedger;

/**
 * Where payments and their stories are read: in a running agent, or in the ledger of one that is
 * stopped.
 */
interface PaymentSource {
  /** A list as {@code GET /v1/payments} has it. */
  Map<String, Object> payments(PaymentSearch search) throws IOException, InvalidSettings;

  /** One payment; empty if there is none with that id. */
  Optional<Map<String, Object>> payment(String id) throws IOException;

  /** Its story; empty if there is none with that id. */
  Optional<Map<String, Object>> story(String id) throws IOException;

  /** A running agent. */
  record OfAgent(AgentApi api) implements PaymentSource {
    @Override
    public Map<String, Object> payments(PaymentSearch search) throws IOException {
      return AgentApi.parsed(api.get("/v1/payments?" + String.join("&", search.parameters())));
    }

    @Override
    public Optional<Map<String, Object>> payment(String id) throws IOException {
      return found("/v1/payments/" + WhyCommand.encoded(id));
    }

    @Override
    public Optional<Map<String, Object>> story(String id) throws IOException {
      return found("/v1/payments/" + WhyCommand.encoded(id) + "/why");
    }

    private Optional<Map<String, Object>> found(String path) throws IOException {
      try {
        return Optional.of(AgentApi.parsed(api.get(path)));
      } catch (AgentApi.Refused e) {
        if (String.valueOf(e.getMessage()).startsWith(path + ": 404 ")) {
          return Optional.empty();
        }
        throw e;
      }
    }
  }

  /** The ledger of an agent that is stopped. */
  final class OfLedger implements PaymentSource, AutoCloseable {
    private static final String UPLOAD = "signature.upload";

    private final StoppedLedger ledger;
    private final Stories stories;
    private final PaymentText text;
    private final PaymentJson json;

    private OfLedger(StoppedLedger ledger, Dialect dialect, String currency) {
      this.ledger = ledger;
      stories = new Stories(ledger.ledger(), dialect);
      text = new PaymentText(dialect::responseCode);
      json = new PaymentJson(text, payment -> Set.of(), currency);
    }

    /**
     * The ledger of the agent that a configuration names.
     *
     * @param stopped why the agent was not reached; said again where there is no ledger to read
     */
    static OfLedger of(Path config, String currency, IOException stopped)
        throws IOException, InvalidSettings {
      Settings settings = Settings.ofFile(config);
      Path data = settings.path("data", "./data");
      if (!StoppedLedger.isThere(data)) {
        throw stopped;
      }
      Dialect dialect = dialect(settings);
      try {
        return new OfLedger(StoppedLedger.open(data), dialect, currency);
      } catch (IOException e) {
        throw new IOException(stopped.getMessage() + "\n" + e.getMessage(), e);
      }
    }

    /**
     * Only for what a response code says, and for whether signatures are taken: a dialect of one's
     * own is read as the default one.
     */
    private static Dialect dialect(Settings settings) throws InvalidSettings {
      Optional<Settings> host = settings.group("host");
      String byDefault = "unionpay-pos";
      String name =
          host.isPresent()
              ? host.get().text("dialect", ".*", "a dialect's name or file", byDefault)
              : byDefault;
      Dialect dialect;
      try {
        dialect = Dialect.named(name);
      } catch (IllegalArgumentException ofOnesOwn) {
        dialect = Dialect.named(byDefault);
      }
      return takesSignatures(host) && dialect.options().containsKey(UPLOAD)
          ? dialect.with(Map.of(UPLOAD, "yes"))
          : dialect;
    }

    private static boolean takesSignatures(Optional<Settings> host) throws InvalidSettings {
      Optional<Settings> options =
          host.isPresent() ? host.get().group("options") : Optional.empty();
      return options.isPresent() && options.get().text(UPLOAD, ".*", "yes or no", "").equals("yes");
    }

    @Override
    public Map<String, Object> payments(PaymentSearch search) {
      int most = search.limit();
      List<Payment> found =
          ledger.ledger().page(Set.of(), search.search(), search.after(), most + 1);
      boolean more = found.size() > most;
      List<Object> shown = new ArrayList<>();
      for (Payment payment : more ? found.subList(0, most) : found) {
        shown.add(json.payment(payment));
      }
      Map<String, Object> page = new LinkedHashMap<>();
      page.put("payments", shown);
      page.put("next", more ? found.get(most - 1).id() : null);
      return page;
    }

    @Override
    public Optional<Map<String, Object>> payment(String id) {
      return ledger.ledger().payment(id).map(json::payment);
    }

    @Override
    public Optional<Map<String, Object>> story(String id) {
      return stories.of(id).map(story -> StoryJson.of(story, text));
    }

    @Override
    public void close() {
      ledger.close();
    }
  }
}
