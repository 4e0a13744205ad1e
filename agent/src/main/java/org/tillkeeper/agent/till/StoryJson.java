package org.tillkeeper.agent.till;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.agent.story.Proof;
import org.tillkeeper.agent.story.Story;
import org.tillkeeper.agent.words.PaymentText;
import org.tillkeeper.agent.words.StoryText;

/** A payment's story as the API shows it. */
public final class StoryJson {
  private StoryJson() {}

  /**
   * A story.
   *
   * @param payments what the cashier reads of the payment
   */
  public static Map<String, Object> of(Story story, PaymentText payments) {
    StoryText text = new StoryText(payments);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", story.payment().id());
    json.put("where", story.where().label());
    List<Object> proof = new ArrayList<>();
    for (Proof one : story.proof()) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("fact", one.fact().label());
      item.put("at", one.at().map(PaymentJson::time).orElse(null));
      item.putAll(PaymentJson.bilingual(text.proof(story, one)));
      proof.add(item);
    }
    json.put("proof", proof);
    json.put("merchant", PaymentJson.bilingual(text.merchant(story)));
    json.put("customer", PaymentJson.bilingual(text.customer(story)));
    return json;
  }
}
