/** What the steps of a run share: its settings, its folder, its processes and addresses, and the screen. */
package io.alambic.cli.quickstart.run;
