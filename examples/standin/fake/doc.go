// SPDX-License-Identifier: Apache-2.0

// Package fake answers as Apple's App and Book Management service does, for tests and trials of MDM servers: a [Service] is
// an [http.Handler]. It accepts any token, and keeps neither users nor assignments, for it is all about errors: it answers
// with any documented one, in the response or in the background, and fails as a proxy between a server and Apple does.
//
// A call may ask for its answer in the header [ErrorHeader]. For an MDM server that can't set it, there is a script, which
// [Options] begin and a POST to [ScriptPath] continues, and a rate of random errors. All else is answered as by a healthy
// service: a request that changes something starts an event, whose end can be polled and is notified.
package fake
