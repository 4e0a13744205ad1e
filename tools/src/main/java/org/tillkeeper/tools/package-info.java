/** Where every command begins. */
package org.tillkeeper.tools;
