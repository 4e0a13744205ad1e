package org.tillkeeper.tools.lab;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.tillkeeper.agent.contract.ApiContract;
import org.tillkeeper.agent.contract.JdkExchanges;

/** Compares what the tests' tills say to an agent, and what they hear, with its API's document. */
public final class KeepsToDocument implements Json.Watch {
  @Override
  public void exchanged(HttpRequest request, HttpResponse<String> response) {
    // The simulated acquirer and the faulty network are controlled without a token.
    if (request.headers().firstValue("Authorization").isPresent()) {
      JdkExchanges.check(request, response);
    }
  }

  @Override
  public void heard(String event, String data) {
    ApiContract.ofAgent().checkEvent(event, data);
  }
}
