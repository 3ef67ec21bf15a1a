// SPDX-License-Identifier: Apache-2.0

// Package tests has the tests of the component as a whole, as a Collector uses it: through NewFactory.
package tests
