package org.tillkeeper.iso8583;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A currency of ISO 4217. The table stands here, because those that come with a Java, an Android or
 * a browser are not all the standard's: a browser writes HUF, IQD and COP as shops do, without
 * their minor unit, and an older Java lacks the newest ones. An amount of a hundred would then be
 * shown as one. Withdrawn currencies stay, because payments in them are kept.
 *
 * @param letters such as CNY
 * @param number three digits, as field 49 names it; a withdrawn currency may share it with the one
 *     that followed
 * @param minorUnits digits of the minor unit: 2 where a hundred fen are one yuan, 0 where there is
 *     none
 */
public record CurrencyCode(String letters, String number, int minorUnits) {
  private static final int LETTERS = 3;
  private static final Map<String, CurrencyCode> ALL = new TreeMap<>();

  static {
    put(
        0,
        "ADP020 BEF056 BIF108 BYB112 BYR974 CLP152 DJF262 ESP724 GNF324 GRD300 ISK352 ITL380 "
            + "JPY392 KMF174 KRW410 LUF442 MGF450 PTE620 PYG600 ROL642 RWF646 TPE626 TRL792 UGX800 "
            + "UYI940 VND704 VUV548 XAF950 XOF952 XPF953");
    put(
        2,
        "AED784 AFA004 AFN971 ALL008 AMD051 ANG532 AOA973 ARS032 ATS040 AUD036 AWG533 AYM945 "
            + "AZM031 AZN944 BAM977 BBD052 BDT050 BGL100 BGN975 BMD060 BND096 BOB068 BOV984 BRL986 "
            + "BSD044 BTN064 BWP072 BYN933 BZD084 CAD124 CDF976 CHE947 CHF756 CHW948 CNY156 COP170 "
            + "COU970 CRC188 CSD891 CUC931 CUP192 CVE132 CYP196 CZK203 DEM276 DKK208 DOP214 DZD012 "
            + "EEK233 EGP818 ERN232 ETB230 EUR978 FIM246 FJD242 FKP238 FRF250 GBP826 GEL981 GHC288 "
            + "GHS936 GIP292 GMD270 GTQ320 GWP624 GYD328 HKD344 HNL340 HRK191 HTG332 HUF348 IDR360 "
            + "IEP372 ILS376 INR356 IRR364 JMD388 KES404 KGS417 KHR116 KPW408 KYD136 KZT398 LAK418 "
            + "LBP422 LKR144 LRD430 LSL426 LTL440 LVL428 MAD504 MDL498 MGA969 MKD807 MMK104 MNT496 "
            + "MOP446 MRO478 MRU929 MTL470 MUR480 MVR462 MWK454 MXN484 MXV979 MYR458 MZM508 MZN943 "
            + "NAD516 NGN566 NIO558 NLG528 NOK578 NPR524 NZD554 PAB590 PEN604 PGK598 PHP608 PKR586 "
            + "PLN985 QAR634 RON946 RSD941 RUB643 RUR810 SAR682 SBD090 SCR690 SDD736 SDG938 SEK752 "
            + "SGD702 SHP654 SIT705 SKK703 SLE925 SLL694 SOS706 SRD968 SRG740 SSP728 STD678 STN930 "
            + "SVC222 SYP760 SZL748 THB764 TJS972 TMM795 TMT934 TOP776 TRY949 TTD780 TWD901 TZS834 "
            + "UAH980 USD840 USN997 USS998 UYU858 UZS860 VEB862 VED926 VEF937 VES928 WST882 XAD396 "
            + "XCD951 XCG532 YER886 YUM891 ZAR710 ZMK894 ZMW967 ZWD716 ZWG924 ZWL932 ZWN942 ZWR935");
    put(3, "BHD048 IQD368 JOD400 KWD414 LYD434 OMR512 TND788");
    put(4, "CLF990 UYW927");
  }

  private static void put(int minorUnits, String codes) {
    for (String code : codes.split(" ", -1)) {
      String letters = code.substring(0, LETTERS);
      ALL.put(letters, new CurrencyCode(letters, code.substring(LETTERS), minorUnits));
    }
  }

  /** The currency with these letters; empty where the standard has none. */
  public static Optional<CurrencyCode> of(String letters) {
    return Optional.ofNullable(ALL.get(letters));
  }

  /** All of them, in the order of their letters. */
  public static Collection<CurrencyCode> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  /**
   * The digits of a currency's minor unit. Of a word that is no currency it is 0: an amount in it
   * is shown as it stands.
   */
  public static int minorUnits(String letters) {
    return of(letters).map(CurrencyCode::minorUnits).orElse(0);
  }
}
