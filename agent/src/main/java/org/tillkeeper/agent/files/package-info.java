/** Files and folders that their owner alone may read and write, and files that may change. */
package org.tillkeeper.agent.files;
