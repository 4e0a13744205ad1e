/** What no output may hold: secrets in every form that they may take, and a search for them. */
package org.tillkeeper.tools.secrets;
