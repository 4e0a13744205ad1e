/** YAML that people write, read strictly; it knows nothing of messages. */
package org.tillkeeper.iso8583.yaml;
