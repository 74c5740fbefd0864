/** Fetches files from public registries, checks them by their digests and keeps them. */
package io.alambic.datasets.fetch;
