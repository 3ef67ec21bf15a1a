// SPDX-License-Identifier: Apache-2.0

package docgen

import "github.com/mdm-observability/mdmerrorprocessor/catalog"

// resolved says when an error of a class is resolved, unless its advice says otherwise.
var resolved = map[catalog.RetryClass]string{
	catalog.Backoff:         "The same request succeeds, and the number isn't seen for 15 minutes while calls continue.",
	catalog.Reauthenticate:  "A call with the new token succeeds, such as Get Assets.",
	catalog.FixPrecondition: "The same request succeeds when sent again; after a background failure, its event is complete.",
	catalog.FixRequest:      "The corrected request succeeds or isn't needed, and the number isn't seen for an hour while calls of this kind continue.",
	catalog.AlreadyDone:     "The current state is the wanted one. The number alone needs no action.",
	catalog.Never:           "The MDM server no longer sends the request: the number isn't seen for a day.",
	catalog.Unknown:         "The request succeeds, or is no longer sent.",
}

// advice says what to do about an error and, if that differs from its class, when it is resolved.
type advice struct{ do, resolved string }

const (
	newToken = "Download a new content token (sToken) for the location from Apple School Manager or Apple Business Manager, and upload it to every part of the MDM server that has a copy."
	split    = "Read the limit from Service Configuration (`GET /mdm/v2/service/config`), and split the request so that each part stays within it."
	unique   = "Remove the duplicates before sending. First find out where they come from: often two lists were merged, or a request was built twice."
	noneLeft = " An empty list is usually the result of a filter that matched nothing: send no request then."
	register = "Register the user with Create Users, wait until that event is complete, then send the request again for that user."
	wait     = "Send the same request again after a wait that increases each time. See [Retry-After](#retry-after)."
	loop     = "Stop the loop that sends the request. Find out what preceded it in the same trace, fix that, then wait several minutes before the next attempt."
	stopped  = "The loop has stopped: the number isn't seen for an hour while calls of this kind continue."
	resync   = "Sync users. If the user is needed, register it again."
	unused   = "The user is registered again, or no longer named in requests."
	newSync  = "Restart the sync without a batch token."
	compare  = "Compare the request with the documentation of its endpoint"
)

// advices has the advice for each documented number. Where Apple documents none, it follows from the message and the class.
var advices = map[int]advice{
	9600: {do: compare + ", and add the missing argument."},
	9601: {do: "Check that the request has an `Authorization` header with the content token. If it has, the token isn't valid. " + newToken},
	9602: {do: compare + ". The error doesn't say which argument is invalid: check types and empty values first."},
	9603: {
		do:       "Send the same request again. If it fails more than five times, wait for minutes before the next attempt. See [Retry-After](#retry-after), or, after a background failure, [background failures](#background-failures).",
		resolved: "The same request succeeds. It may have been carried out in part, so compare with Get Assets or Get Users.",
	},
	9604: {do: "The request refers to something that doesn't exist, or no longer does. Sync first, then build the request from the result."},
	9605: {do: "The user's account belongs to a different country's store than the token. Use a location or an asset of the user's country.", resolved: "The request with that location or asset succeeds."},
	9606: {do: wait},
	9607: {do: "The license can't be taken back, as with books. Don't request it again, and plan one license per person.", resolved: "The request is no longer sent."},
	9608: {do: wait},
	9609: {
		do:       register + " If the user may have been retired or renamed, sync with Get Users.",
		resolved: "Get Users lists the user, and the request for that user succeeds.",
	},
	9610: {do: "No license is left, or the requested one is gone. Sync with Get Assets; buy licenses if none is available. This error has been seen to disappear without action."},
	9611: {do: "The administrator in the request is unknown. Sync, and use an existing one.", resolved: "The request with that administrator succeeds."},
	9612: {do: wait},
	9613: {do: wait},
	9614: {do: "Send dates in the documented format."},
	9615: {do: "The organization has no country. Complete its profile in Apple School Manager or Apple Business Manager."},
	9616: {do: "Don't send the assignment again. Sync, and record that the user or device has the license.", resolved: "The assignments list the license for that user or device."},
	9617: {do: "Call VPPServiceConfigSrv, use the URLs that it returns, and read them again from time to time."},
	9618: {do: resync, resolved: unused},
	9619: {do: "The license isn't assigned to the user or device that it should be taken from. Sync; most likely nothing is left to do.", resolved: "The sync shows that the license isn't assigned."},
	9620: {do: resync, resolved: unused},
	9621: {do: newToken + " Tokens last a year, and become invalid early if the person who downloaded them changes their password. Note the expiry date, and renew the token before then."},
	9622: {
		do: "If the token was replaced recently, make sure that all parts of the MDM server use the new one. Otherwise: " + newToken +
			" The current API documents no status for this error and has returned it with HTTP 200: rely on the number.",
	},
	9623: {do: "Send the Apple Push Notification token that the device reported last."},
	9624: {do: "The license was refunded and is gone. Sync with Get Assets, and assign another one."},
	9625: {
		do:       "The token was replaced or revoked in Apple School Manager or Apple Business Manager. " + newToken + " Use it in one MDM server only.",
		resolved: "A call with the new token succeeds, such as Get Assets. The old token never works again.",
	},
	9626: {do: "Sync to find out which licenses are available, and assign a different one."},
	9627: {do: "The license was assigned and revoked too often. Wait for hours before revoking it again."},
	9628: {do: "The item can't be assigned to devices. Assign it to users, or ask its developer to allow it."},
	9629: {do: "The batch token belongs to another sToken. " + newSync},
	9630: {do: loop + " The previous error was 9616: the license is already assigned.", resolved: stopped},
	9631: {do: loop + " The previous error was 9610: no license is available.", resolved: stopped},
	9632: {do: loop, resolved: stopped},
	9633: {do: newSync},
	9634: {do: "Remove the call: the service that it uses is gone. Service Configuration lists the existing ones. If it is the legacy API, move to the current one."},
	9635: {do: "Check that the Managed Apple Account exists in the token's organization, then associate the user again."},
	9636: {do: register},
	9637: {do: "Use a token of an account with the role that the operation needs, or don't use the operation.", resolved: "The request succeeds with that token, or is no longer sent."},
	9638: {do: "The account that created the token belongs to an organization without managed accounts. Create the token with an account of one that has them.", resolved: "The request succeeds with that token, or is no longer sent."},
	9639: {do: "The member ID is unknown. Read the members again, and use one of them."},
	9640: {do: wait},
	9641: {do: "An Apple Account can belong to one user only. Find the other user with Get Users and retire or change it, or use another account.", resolved: "The user is associated with an account that no other user has."},
	9642: {do: "Ask the person to sign in to the store once and agree to the terms, then associate the account again."},
	9643: {do: "The license is being transferred to another location. Wait for hours, then send the request again.", resolved: "The transfer is complete in Apple School Manager or Apple Business Manager, and the request succeeds."},
	9644: {do: wait + " Maintenance takes hours rather than minutes; check Apple's system status page.", resolved: "The same request succeeds. After a background failure, repeat what failed: see [background failures](#background-failures)."},
	9645: {do: "The location is read-only, because Apple's own device management manages it. Use another location, or don't write to this one."},
	9646: {
		do:       wait + " Send fewer and larger requests, and stay below `maxRequestPerSecond` of Service Configuration with all clients of the organization together.",
		resolved: "Calls succeed again, and `otelcol_processor_mdm_error_retry_delay` has no new observations.",
	},
	9647: {do: "The token has an outdated format. " + newToken},
	9649: {do: "Send the page index together with the request ID."},
	9650: {do: "Start with the first page. The response to the first request says how many pages there are, and there may be fewer now."},
	9700: {do: split + " The limit is `maxAssets`."},
	9701: {do: split + " The limit is `maxClientUserIds`, or `maxRevokeClientUserIds` for revoking assets."},
	9702: {do: split + " The limit is `maxSerialNumbers`, or `maxRevokeSerialNumbers` for revoking assets."},
	9703: {do: unique},
	9704: {do: unique},
	9705: {do: unique},
	9706: {do: "The asset can't be revoked, as with books. Leave it out of the request; `revocable` in Get Assets says which assets can be."},
	9707: {do: "The asset can't be assigned to devices. Assign it to users, or leave it out; `deviceAssignable` in Get Assets says which assets can be."},
	9708: {do: "Use the event ID from the response to the request, with the token that sent the request. If you no longer have them, sync with Get Assets or Get Users.", resolved: "Event Status succeeds, or the sync is complete: the state is known without the event."},
	9709: {
		do:       "Buy licenses in Apple School Manager or Apple Business Manager, move some from another location, or disassociate those that nobody needs. Then repeat the association for the affected users and devices: see [background failures](#background-failures).",
		resolved: "`availableCount` in Get Assets is large enough, and the repeated association is complete. A notification about the asset's count reports new licenses.",
	},
	9710: {do: "Send `notificationUrl` and `notificationAuthToken` together in Client Configuration."},
	9711: {do: "Use a shorter URL or token. The limit is `maxNotificationLength` in Service Configuration."},
	9712: {do: "Send a complete URL that starts with `https://`."},
	9713: {do: "Shorten the MDM metadata. The limit is `maxMdmMetadataLength` in Service Configuration."},
	9714: {do: split + " The limit is `maxUsers`."},
	9715: {do: unique},
	9716: {do: "Don't create the user again. To change its data, use Update Users.", resolved: "Get Users lists the user with the wanted data."},
	9717: {do: "Correct or omit the user's email address."},
	9718: {do: "Send at least one asset." + noneLeft},
	9719: {do: "Send at least one of `clientUserIds` and `serialNumbers`." + noneLeft},
	9720: {do: "Send at least one user." + noneLeft},
	9721: {do: "Sync from the start, and send the version ID of that response."},
	9722: {do: "Send `Authorization: Bearer ` followed by the content token as downloaded, without quotes, braces or line feeds. The token itself may be valid."},
	9723: {do: "Send ID, name and metadata of the MDM together."},
	9724: {do: "Use a shorter MDM ID. The limit is `maxMdmIdLength` in Service Configuration."},
	9725: {do: "Use a shorter MDM name. The limit is `maxMdmNameLength` in Service Configuration."},
	9726: {do: "Use the documented method of the endpoint. A redirect may have turned POST into GET."},
	9727: {do: "Send `Content-Type: application/json`, and a JSON body."},
	9728: {
		do:       "Make the notification URL reachable from the internet: host name, firewall, a publicly trusted certificate. Then send Client Configuration again.",
		resolved: "Client Configuration succeeds and a test notification arrives. Then fetch what you missed: see [missing notifications](#missing-notifications).",
	},
	9729: {do: wait + " In the legacy API, this number means that the server has moved: look up its name in DNS again first."},
	9805: {do: split + " This number was replaced by 9816."},
	9811: {do: "Compare the association with the documentation of Manage Subscriptions."},
	9812: {do: "Start with the first page, without a cursor."},
	9813: {do: "Use an `adamId` that Get Subscriptions lists."},
	9814: {do: register},
	9815: {do: "The user doesn't have the subscription that should be removed. Sync the subscription assignments; most likely nothing is left to do.", resolved: "The sync shows that the subscription isn't assigned."},
	9816: {do: split + " The limit is `maxSubscriptions`."},
	9817: {do: "Don't assign it again: the user has it through a group. To remove it, change the group.", resolved: "The subscription assignments list the user."},
	9818: {do: "Remove the unit's subscriptions first, then disable subscription management."},
}
