package org.tillkeeper.agent.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which stranger goes first, of 32 places. */
class StrangersByUserTest {
  private static final int PLACES = 32;
  private static final int DOOR = PLACES * Strangers.AT_THE_DOOR;
  private static final long ANNA = 1000;
  private static final long BO = 1001;
  private static final long AGENT = 900;

  private final Strangers strangers = new Strangers(PLACES);
  private final List<Knock> went = new ArrayList<>();
  private long now;

  private Knock comes() {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    Knock knock = new Knock(now, Knock.Ends.onDevice(at, at), () -> {});
    strangers.add(knock);
    for (Optional<Knock> first = strangers.first(now);
        first.isPresent();
        first = strangers.first(now)) {
      went.add(first.get());
      strangers.remove(first.get());
    }
    return knock;
  }

  private Knock comes(long user) {
    Knock knock = comes();
    strangers.told(knock, user);
    return knock;
  }

  private List<Knock> come(int count, long user) {
    List<Knock> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(comes(user));
    }
    return all;
  }

  private void aMomentPasses() {
    now += Strangers.MOMENT_NANOS;
  }

  @Test
  void as_many_as_there_are_places_stay_whose_ever_they_are() {
    come(PLACES, ANNA);
    aMomentPasses();
    assertEquals(Optional.empty(), strangers.first(now));
  }

  @Test
  void who_holds_most_loses_the_first_though_anothers_is_older() {
    Knock tills = comes(BO);
    List<Knock> crowd = come(PLACES - 1, ANNA);
    aMomentPasses();
    comes(ANNA);
    assertEquals(List.of(crowd.get(0)), went);
    assertEquals(Optional.empty(), strangers.first(now));
    assertTrue(strangers.remove(tills));
  }

  @Test
  void a_crowd_shrinks_to_what_the_other_holds_and_no_further() {
    List<Knock> annas = come(PLACES, ANNA);
    aMomentPasses();
    List<Knock> bos = come(PLACES, BO);
    aMomentPasses();
    comes(BO);
    int half = PLACES / 2 + 1;
    assertEquals(annas.subList(0, half), went.subList(0, half));
    assertEquals(bos.subList(0, half - 1), went.subList(half, went.size()));
  }

  @Test
  void nobody_goes_before_its_moment_unless_very_many_come_at_once() {
    List<Knock> all = come(DOOR, ANNA);
    assertEquals(List.of(), went);
    comes(ANNA);
    assertEquals(List.of(all.get(0)), went);
  }

  @Test
  void one_moment_later_is_enough_and_a_nanosecond_before_is_not() {
    List<Knock> all = come(PLACES + 1, ANNA);
    now = Strangers.MOMENT_NANOS - 1;
    assertEquals(Optional.empty(), strangers.first(now));
    now++;
    assertEquals(Optional.of(all.get(0)), strangers.first(now));
  }

  @Test
  void who_has_not_been_asked_about_stays_until_it_is_known_whose_it_is() {
    Knock tills = comes();
    for (int i = 0; i < PLACES; i++) {
      comes();
    }
    aMomentPasses();
    comes();
    assertEquals(List.of(), went);
    assertEquals(PLACES + 2, strangers.notAsked().size());
    strangers.notAsked().forEach(knock -> strangers.told(knock, knock == tills ? BO : ANNA));
    assertEquals(ANNA, strangers.first(now).get().user());
  }

  @Test
  void those_not_asked_about_do_not_push_out_who_holds_little() {
    Knock tills = comes(BO);
    aMomentPasses();
    for (int i = 1; i < DOOR; i++) {
      comes();
    }
    assertEquals(List.of(), went);
    Knock first = strangers.notAsked().get(0);
    comes();
    assertEquals(List.of(first), went);
    assertTrue(strangers.remove(tills));
  }

  @Test
  void who_holds_more_than_a_share_goes_before_those_not_asked_about() {
    List<Knock> crowd = come(PLACES / 4 + 1, ANNA);
    for (int i = 0; i < PLACES; i++) {
      comes();
    }
    assertEquals(List.of(), went);
    aMomentPasses();
    comes();
    assertEquals(List.of(crowd.get(0)), went);
  }

  @Test
  void where_the_system_tells_nothing_the_first_to_come_is_the_first_to_go() {
    List<Knock> all = come(PLACES, Knock.UNTOLD);
    aMomentPasses();
    come(3, Knock.UNTOLD);
    assertEquals(all.subList(0, 3), went);
  }

  @Test
  void those_that_are_told_late_keep_their_order() {
    Knock early = comes();
    come(PLACES, ANNA);
    strangers.told(early, ANNA);
    aMomentPasses();
    assertEquals(Optional.of(early), strangers.first(now));
  }

  @Test
  void the_agents_own_user_loses_none_that_is_not_the_first_of_all() {
    strangers.agentIs(AGENT);
    List<Knock> annas = come(3, ANNA);
    List<Knock> bos = come(2, BO);
    List<Knock> own = come(PLACES, AGENT);
    aMomentPasses();
    for (int i = 0; i < 5; i++) {
      strangers.remove(strangers.first(now).get());
    }
    assertEquals(Optional.empty(), strangers.first(now), "as many as there are places");
    assertFalse(annas.stream().anyMatch(strangers::remove));
    assertFalse(bos.stream().anyMatch(strangers::remove));
    comes(AGENT);
    assertEquals(List.of(own.get(0)), went, "now it is the first of all");
  }

  @Test
  void the_agents_own_user_is_one_like_others_where_its_own_is_the_first() {
    strangers.agentIs(AGENT);
    Knock own = comes(AGENT);
    List<Knock> crowd = come(PLACES, ANNA);
    aMomentPasses();
    assertEquals(Optional.of(crowd.get(0)), strangers.first(now));
    assertTrue(strangers.remove(own));
  }

  @Test
  void who_has_gone_or_shown_the_token_holds_nothing() {
    List<Knock> crowd = come(PLACES, ANNA);
    Knock open = comes();
    crowd.forEach(strangers::remove);
    strangers.remove(open);
    strangers.told(open, ANNA);
    assertFalse(strangers.remove(open));
    List<Knock> next = come(PLACES, BO);
    aMomentPasses();
    assertEquals(Optional.empty(), strangers.first(now));
    assertEquals(PLACES, next.size());
  }
}
