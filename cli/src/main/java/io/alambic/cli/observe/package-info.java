/** What the services say about themselves over HTTP: metrics and health. */
package io.alambic.cli.observe;
