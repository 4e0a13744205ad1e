package org.tillkeeper.iso8583.jbig;

/**
 * The states in which the coder estimates how probable the less probable symbol is (T.82, table
 * 24). Of each state: the size of that symbol's interval in hex, the state after that symbol,
 * whether the two symbols change places then, and the state after the more probable symbol.
 */
final class States {
  private static final String TABLE =
      "5A1D 1 1 1, 2586 14 0 2, 1114 16 0 3, 080B 18 0 4, 03D8 20 0 5, 01DA 23 0 6, "
          + "00E5 25 0 7, 006F 28 0 8, 0036 30 0 9, 001A 33 0 10, 000D 35 0 11, 0006 9 0 12, "
          + "0003 10 0 13, 0001 12 0 13, 5A7F 15 1 15, 3F25 36 0 16, 2CF2 38 0 17, 207C 39 0 18, "
          + "17B9 40 0 19, 1182 42 0 20, 0CEF 43 0 21, 09A1 45 0 22, 072F 46 0 23, 055C 48 0 24, "
          + "0406 49 0 25, 0303 51 0 26, 0240 52 0 27, 01B1 54 0 28, 0144 56 0 29, 00F5 57 0 30, "
          + "00B7 59 0 31, 008A 60 0 32, 0068 62 0 33, 004E 63 0 34, 003B 32 0 35, 002C 33 0 9, "
          + "5AE1 37 1 37, 484C 64 0 38, 3A0D 65 0 39, 2EF1 67 0 40, 261F 68 0 41, 1F33 69 0 42, "
          + "19A8 70 0 43, 1518 72 0 44, 1177 73 0 45, 0E74 74 0 46, 0BFB 75 0 47, 09F8 77 0 48, "
          + "0861 78 0 49, 0706 79 0 50, 05CD 48 0 51, 04DE 50 0 52, 040F 50 0 53, 0363 51 0 54, "
          + "02D4 52 0 55, 025C 53 0 56, 01F8 54 0 57, 01A4 55 0 58, 0160 56 0 59, 0125 57 0 60, "
          + "00F6 58 0 61, 00CB 59 0 62, 00AB 61 0 63, 008F 61 0 32, 5B12 65 1 65, 4D04 80 0 66, "
          + "412C 81 0 67, 37D8 82 0 68, 2FE8 83 0 69, 293C 84 0 70, 2379 86 0 71, 1EDF 87 0 72, "
          + "1AA9 87 0 73, 174E 72 0 74, 1424 72 0 75, 119C 74 0 76, 0F6B 74 0 77, 0D51 75 0 78, "
          + "0BB6 77 0 79, 0A40 77 0 48, 5832 80 1 81, 4D1C 88 0 82, 438E 89 0 83, 3BDD 90 0 84, "
          + "34EE 91 0 85, 2EAE 92 0 86, 299A 93 0 87, 2516 86 0 71, 5570 88 1 89, 4CA9 95 0 90, "
          + "44D9 96 0 91, 3E22 97 0 92, 3824 99 0 93, 32B4 99 0 94, 2E17 93 0 86, 56A8 95 1 96, "
          + "4F46 101 0 97, 47E5 102 0 98, 41CF 103 0 99, 3C3D 104 0 100, 375E 99 0 93, 5231 105 0 102, "
          + "4C0F 106 0 103, 4639 107 0 104, 415E 103 0 99, 5627 105 1 106, 50E7 108 0 107, 4B85 109 0 103, "
          + "5597 110 0 109, 504F 111 0 107, 5A10 110 1 111, 5522 112 0 109, 59EB 112 1 111";

  private static final String[] ROWS = TABLE.split(", ", -1);

  /** Size of the less probable symbol's interval. */
  static final int[] SIZE = column(0, 16);

  /** State after the less probable symbol. */
  static final int[] AFTER_LESS_PROBABLE = column(1, 10);

  /** 1 where the two symbols change places after the less probable one. */
  static final int[] SWITCHES = column(2, 10);

  /** State after the more probable symbol. */
  static final int[] AFTER_MORE_PROBABLE = column(3, 10);

  private States() {}

  private static int[] column(int number, int radix) {
    int[] values = new int[ROWS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Integer.parseInt(ROWS[i].split(" ", -1)[number], radix);
    }
    return values;
  }
}
