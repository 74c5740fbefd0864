/** Shows dead letters, and produces their records again. */
package io.alambic.cli.deadletters;
