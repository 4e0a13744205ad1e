package org.tillkeeper.agent.words;

import org.tillkeeper.agent.reader.NotCollected;

/** What is said where a card was asked for and none came, or one came too late. */
public final class ReaderText {
  public static final Bilingual ANSWERED_EARLY =
      new Bilingual(
          "还没有读到卡，请用同一个幂等键再问一次。",
          "No card is there yet, and this call had to give up its place. Ask again with the same"
              + " key: the payment is made once at most.");

  public static final Bilingual NOT_COLLECTING =
      new Bilingual(
          "这笔收款没有在等卡：卡已经读到，或等待已经结束，请看这笔交易的结果。",
          "No card is asked for under this key: it was there first, or the asking is over. The call"
              + " that asked for it says which.");

  public static final Bilingual NO_SUCH_REQUEST =
      new Bilingual(ProblemText.NOT_FOUND_ZH, "There is no request with that id.");

  public static final Bilingual REQUEST_OVER =
      new Bilingual(
          "这次读卡已经结束，没有用这张卡收款。",
          "This request is over: it was answered before, its time is up, or the till has given up."
              + " Nothing was taken from this card.");

  private static final String NOTHING_TAKEN_ZH = "，没有收款。";

  private ReaderText() {}

  /** Why there is no card, and what to do. */
  public static Bilingual of(NotCollected.Why why) {
    return switch (why) {
      case NO_READER ->
          new Bilingual(
              "没有可用的读卡器。请检查读卡程序是否在运行，或改用扫码。",
              "There is no card reader: device.reader is none, or its application does not ask for"
                  + " work. Start it, or send the card or code with the call.");
      case READER_BUSY ->
          new Bilingual(
              "读卡器正在等另一笔交易的卡，请稍后再试。",
              "The reader is asked for another payment's card. Wait for that, or cancel it.");
      case NOT_PRESENTED ->
          new Bilingual(
              "顾客没有在规定时间内出示卡或付款码" + NOTHING_TAKEN_ZH,
              "No card was presented in time. Nothing was taken; ask again when the customer is"
                  + " ready.");
      case CANCELLED_AT_READER ->
          new Bilingual(
              "已在读卡器上取消" + NOTHING_TAKEN_ZH, "It was cancelled at the reader. Nothing was taken.");
      case CARD_REMOVED ->
          new Bilingual(
              "卡拔得太早" + NOTHING_TAKEN_ZH + "请重新插卡。",
              "The card was taken out too early. Nothing was taken; ask for it again.");
      case CARD_UNREADABLE ->
          new Bilingual(
              "读不出这张卡" + NOTHING_TAKEN_ZH + "请再试一次，或换卡、换一种方式。",
              "The card or code could not be read. Nothing was taken; try again, or another card or"
                  + " way.");
      case CANCELLED_BY_TILL ->
          new Bilingual(
              "收银台已取消读卡" + NOTHING_TAKEN_ZH, "The till has cancelled it. Nothing was taken.");
      case ABANDONED ->
          new Bilingual(
              "收银台已不再等待" + NOTHING_TAKEN_ZH, "No till waits for it any more. Nothing was taken.");
      case KEY_OF_ANOTHER ->
          new Bilingual(
              "这个幂等键正用于另一笔收款，新的一笔请用新键。",
              "A card is asked for under this Idempotency-Key with another request; a new payment"
                  + " needs a new key.");
      case CARD_NUMBER_AS_REFERENCE -> ProblemText.CARD_NUMBER_AS_REFERENCE;
    };
  }
}
