/** Files and folders that their owner alone may read and write. */
package org.tillkeeper.agent.files;
