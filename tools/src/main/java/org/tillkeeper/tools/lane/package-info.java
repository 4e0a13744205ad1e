/** Parts of the proof that run real processes on real files, each repeatable from its seed. */
package org.tillkeeper.tools.lane;
