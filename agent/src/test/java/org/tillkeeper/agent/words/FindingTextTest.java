package org.tillkeeper.agent.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tillkeeper.agent.session.HostHabits;
import org.tillkeeper.agent.session.RouteWanted;
import org.tillkeeper.agent.upkeep.Finding;

/** What the health checks say. */
class FindingTextTest {
  private static String english(Finding finding) {
    return FindingText.of(finding).en();
  }

  @Test
  void one_and_several_read_right() {
    assertEquals(
        "1 reversal is open and is sent as soon as the line allows.",
        english(new Finding.Reversals(1, 0)));
    assertEquals(
        "2 reversals are open and are sent as soon as the line allows.",
        english(new Finding.Reversals(2, 0)));
    assertEquals(
        "1 reversal has not been answered for 10 minutes although the line works, and no sale goes"
            + " meanwhile. Call the acquirer.",
        english(new Finding.Reversals(2, 1)));
    assertEquals("1 payment needs a person.", english(new Finding.Attention(1)));
    assertEquals("2 payments need a person.", english(new Finding.Attention(2)));
    assertEquals(
        "1 reversal can be answered only by the host of route second; the line goes there as soon as it"
            + " can.",
        english(new Finding.RoutesWanted(List.of(new RouteWanted.Waiting("second", 1, true)))));
  }

  @Test
  void a_host_and_its_habits_read_right() {
    assertEquals("The host speaks as its dialect says.", english(new Finding.Host(List.of())));
    Finding.Host several =
        new Finding.Host(
            List.of(
                new HostHabits.Habit(HostHabits.What.NO_ECHO, ""),
                new HostHabits.Habit(HostHabits.What.OTHER_CERTIFICATES, "tls.ca x.pem: broken")));
    assertFalse(several.ok());
    assertEquals(
        "The host does not answer echoes; a sign-in proves the line. host.keepAlive: 0s turns them"
            + " off. The certificates on disk cannot be used and those before stay in use (tls.ca"
            + " x.pem: broken). Correct the files; the next connection reads them.",
        english(several));
  }

  @Test
  void a_line_without_macs_says_what_that_means_whatever_its_routes_are() {
    for (List<String> plain : List.of(List.<String>of(), List.of("primary"))) {
      String said = english(new Finding.Secrecy(plain, true, false));
      assertTrue(said.startsWith("No message carries a MAC"), said);
      assertTrue(said.contains("can make approvals of his own"), said);
    }
    assertEquals("The line uses TLS.", english(new Finding.Secrecy(List.of(), true, true)));
  }

  @Test
  void programs_that_are_not_told_read_right_and_alarm_only_then() {
    assertTrue(new Finding.Webhooks(0, 0).ok());
    assertFalse(new Finding.Webhooks(1, 0).ok());
    assertFalse(new Finding.Webhooks(0, 1).ok());
    assertEquals(
        "Webhooks: 2 took nothing for an hour (they are tried again), 1 said gone. Payments are not"
            + " affected.",
        english(new Finding.Webhooks(2, 1)));
  }
}
