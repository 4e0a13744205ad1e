package org.tillkeeper.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tillkeeper.agent.till.Browser;

/**
 * Looks at a state of the cashier's page as people see it: at five sizes in both languages, by day
 * and by night. Whatever can be pressed must be in reach, large enough and not covered, no text may
 * be wider than what it stands in, and axe finds nothing.
 *
 * <p>The sizes: the smallest telephone that is still sold, a terminal with a printer, a tablet held
 * upright, a till's usual screen, and a large desktop.
 */
final class PageLooks {
  private static final int[][] SIZES = {
    {320, 568}, {360, 640}, {768, 1024}, {1280, 800}, {1920, 1080}
  };
  private static final String[] LANGUAGES = {"zh", "en"};

  /** With {@code -Dtillkeeper.pictures=FOLDER} each look is kept there as a PNG. */
  private static final String PICTURES = System.getProperty("tillkeeper.pictures", "");

  /** Whoever works on a late state need not look at the earlier ones each time. */
  private static final String FROM = System.getProperty("tillkeeper.looks.from", "");

  private static final String WRONG =
      """
      (() => {
        const wrong = [];
        const page = document.documentElement;
        if (page.scrollWidth > page.clientWidth) wrong.push('the page is wider than the screen');
        const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        const top = middle && middle.closest('dialog');
        if (top && top.scrollWidth > top.clientWidth) wrong.push(top.id + ' is wider than itself');
        const name = (node) => node.id || node.dataset.next || node.className || node.textContent;
        for (const node of (top || document).querySelectorAll('button, a[href], summary, input, h2, .word, .amount')) {
          if (!node.checkVisibility() || node.disabled || !top && node.closest('dialog')) continue;
          if (node.closest('.unseen')) continue;
          if (node.tagName !== 'INPUT' && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0
              && getComputedStyle(node).display !== 'inline') wrong.push(name(node) + ' has wider text');
          if (!node.matches('button, a[href], summary, input')) continue;
          node.scrollIntoView({block: 'nearest', inline: 'nearest'});
          const pressed = node.type === 'radio' ? node.closest('label') : node;
          const box = pressed.getBoundingClientRect();
          if (box.width < 44 || box.height < 44) wrong.push(name(node) + ' is ' + box.width + 'x' + box.height);
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          if (!pressed.contains(hit)) wrong.push(name(node) + ' is covered by ' + (hit ? hit.id || hit.className : 'the edge'));
        }
        (top || page).scrollTop = 0;
        return wrong.join('; ');
      })()""";

  private static final String AXE =
      "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
          + ".then(({violations}) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target"
          + " + ' ' + n.failureSummary).join(' | ')).join('; '))";

  private final Browser browser;
  private final String axe;
  private final Set<String> looked = new TreeSet<>();
  private int turn;

  /**
   * Looks at nothing yet.
   *
   * @param axe the source of axe-core
   */
  PageLooks(Browser browser, String axe) {
    this.browser = browser;
    this.axe = axe;
  }

  /** The next flow is driven at another size and in the other language. */
  void turn() throws Exception {
    turn++;
    show(SIZES[turn % SIZES.length], LANGUAGES[turn % LANGUAGES.length]);
  }

  private void show(int[] size, String language) throws Exception {
    browser.resize(size[0], size[1]);
    if (!browser.value("document.documentElement.lang.slice(0, 2)").equals(language)) {
      browser.value("document.getElementById('language').click()");
    }
  }

  /** How many states were looked at. */
  int states() {
    return looked.size();
  }

  /**
   * Looks at what the page shows now.
   *
   * @param state what it is, for messages and files; each once
   */
  void look(String state) throws Exception {
    assertEquals(true, looked.add(state), state + " was looked at before");
    if (state.compareTo(FROM) < 0) {
      return;
    }
    for (int[] size : SIZES) {
      for (String language : LANGUAGES) {
        show(size, language);
        browser.waitFor("window.asking === 0");
        String what = state + " at " + size[0] + "x" + size[1] + " in " + language;
        assertEquals("", browser.value(WRONG), what);
        picture(state + "-" + language + "-" + size[0]);
      }
    }
    show(SIZES[3], "en");
    findNothing(state + " by day");
    browser.prefers(Map.of("prefers-color-scheme", "dark"));
    show(SIZES[1], "zh");
    findNothing(state + " by night");
    picture(state + "-dark");
    browser.prefers(Map.of("prefers-color-scheme", "light"));
    show(SIZES[turn % SIZES.length], LANGUAGES[turn % LANGUAGES.length]);
  }

  private void findNothing(String what) throws Exception {
    if (browser.value("typeof axe").equals("undefined")) {
      browser.awaited("(async () => { " + axe + "; })()");
    }
    assertEquals("", browser.awaited(AXE), what);
  }

  private void picture(String name) throws Exception {
    if (!PICTURES.isEmpty()) {
      Files.createDirectories(Path.of(PICTURES));
      browser.picture(Path.of(PICTURES, name + ".png"));
    }
  }
}
