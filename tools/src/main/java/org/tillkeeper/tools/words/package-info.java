/** What the tools say to people, in Chinese and English. */
package org.tillkeeper.tools.words;
