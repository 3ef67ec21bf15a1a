// SPDX-License-Identifier: Apache-2.0

package catalog

// tableV2 is the current API. Where two numbers share a wording, the wording belongs to the one that stands first.
// The statuses are those of the response; an event status or a notification has none.
var tableV2 = []Error{
	{V2, 9601, Response, 401, Reauthenticate, "Login required.", inContext, nil},
	{V2, 9602, Response, 400, FixRequest, "Invalid argument.", inContext, nil},
	{V2, 9603, Background, 0, Backoff, "Internal error.", inContext, nil},
	{V2, 9603, Response, 500, Backoff, "Internal error.", inContext, nil},
	{V2, 9609, Background, 0, FixPrecondition, "Unable to find registered user.", inContext, []Wording{
		{"Registered user not found", inContext},
	}},
	{V2, 9609, Response, 400, FixPrecondition, "Unable to find the registered user.", inContext, nil},
	{V2, 9621, Response, 401, Reauthenticate, "The token has expired. You need to generate a new token online using your organization’s account at either school.apple.com or business.apple.com.", alone, []Wording{
		{"The token has expired. You need to generate a new token online using your organization's account at either school.apple.com or business.apple.com.", alone},
	}},
	{V2, 9623, Response, 400, FixRequest, "The provided Apple Push Notification token is invalid.", alone, nil},
	{V2, 9625, Response, 401, Reauthenticate, "The server has revoked the sToken.", alone, []Wording{
		{"The server has revoked the cToken.", alone},
	}},
	{V2, 9634, Response, 410, Never, "This service is no longer available.", inContext, []Wording{
		{"Service removed.", inContext},
	}},
	{V2, 9635, Background, 0, FixPrecondition, "Unable to associate the Apple Account with this user.", alone, nil},
	{V2, 9637, Response, 403, Never, "This operation isn’t allowed for facilitator accounts.", alone, nil},
	{V2, 9641, Background, 0, FixPrecondition, "The Apple Account is already associated with another user.", alone, nil},
	{V2, 9644, Background, 0, Backoff, "The service is in maintenance mode. Try again later.", inContext, nil},
	{V2, 9646, Response, 429, Backoff, "There are too many requests for the current Organization and the request has been rejected, either due to high server volume or an MDM issue. Use an incremental/exponential backoff strategy to retry the request until successful.", alone, []Wording{
		{"There are too many requests for the current organization, and the server rejected the request, either due to high server volume or an issue with the device management service. Use an incremental/exponential backoff strategy to retry the request until successful.", alone},
		{"There are too many recent requests. Try again momentarily.", inContext},
	}},
	{V2, 9647, Response, 403, Reauthenticate, "This operation isn’t supported for legacy tokens.", inContext, nil},
	{V2, 9650, Response, 400, FixRequest, "The provided page index must be greater than 0, and less than the total number of pages.", inContext, nil},
	{V2, 9700, Response, 400, FixRequest, "This request exceeds the maximum assets limit. Change the request to stay within the specified limit.", alone, []Wording{
		{"Max assets limit on request has been passed, please stay within given limit.", alone},
	}},
	{V2, 9701, Response, 400, FixRequest, "This request exceeds the maximum clientUserIds limit. Change the request to stay within the specified limit.", alone, []Wording{
		{"Max clientUserIds limit on request has been passed, please stay within given limit.", alone},
	}},
	{V2, 9702, Response, 400, FixRequest, "This request exceeds the maximum serialNumbers limit. Change the request to stay within the specified limit.", alone, []Wording{
		{"Max serialNumbers limit on request has been passed, please stay within given limit.", alone},
	}},
	{V2, 9703, Response, 400, FixRequest, "This request contains duplicate assets. Change the request to send unique assets.", alone, []Wording{
		{"Duplicate assets found in request, please send unique assets.", alone},
	}},
	{V2, 9704, Response, 400, FixRequest, "This request contains duplicate clientUserIds. Change the request to send unique client IDs.", alone, []Wording{
		{"Duplicate clientUserIds found in request, please send unique clients.", alone},
	}},
	{V2, 9705, Response, 400, FixRequest, "This request contains duplicate serialNumbers. Change the request to send unique serial numbers.", alone, []Wording{
		{"Duplicate serialNumbers found in request, please send unique serials.", alone},
	}},
	{V2, 9706, Response, 400, FixRequest, "The asset in the request isn’t revocable. Change the request to send revocable assets.", alone, []Wording{
		{"Asset in request is not revocable, please send revocable assets.", alone},
	}},
	{V2, 9707, Response, 400, FixRequest, "The asset in the request isn’t device-assignable. Change the request to send device-assignable assets.", alone, []Wording{
		{"Asset in request is not device assignable, please send device assignable assets.", alone},
	}},
	{V2, 9708, Response, 400, FixRequest, "Unable to find eventId.", inContext, []Wording{
		{"EventId could not be found.", inContext},
	}},
	{V2, 9709, Background, 0, FixPrecondition, "There aren’t enough assets available to complete this association.", alone, []Wording{
		{"There aren't enough assets available to complete this association.", alone},
		{"There are not enough licenses for this app or book available to assign to the selected group.", inContext},
	}},
	{V2, 9710, Response, 400, FixRequest, "Both the notification URL and the authentication token are necessary.", inContext, nil},
	{V2, 9711, Response, 400, FixRequest, "Either the notification URL or the authentication token exceeds its maximum length. Change the request to stay within the specified limit.", inContext, nil},
	{V2, 9712, Response, 400, FixRequest, "The provided notification URL must be a valid URL and use HTTPS as the protocol.", inContext, nil},
	{V2, 9713, Response, 400, FixRequest, "The MDM metadata exceeds the maximum length. Change the request to stay within the specified limit.", alone, []Wording{
		{"The device management service metadata exceeds the maximum length. Change the request to stay within the specified limit.", alone},
	}},
	{V2, 9714, Response, 400, FixRequest, "The number of users exceeds the maximum. Change the request to stay within the specified limit.", inContext, nil},
	{V2, 9715, Response, 400, FixRequest, "This request contains duplicate users. Change the request to send unique users.", inContext, nil},
	{V2, 9716, Background, 0, AlreadyDone, "A registered user already exists with the specified clientUserId.", alone, nil},
	{V2, 9717, Response, 400, FixRequest, "This request contains an invalid email address. Change the request to send valid email addresses.", inContext, nil},
	{V2, 9718, Response, 400, FixRequest, "This request doesn’t contain an asset, which is a required argument. Change the request to provide an asset.", alone, []Wording{
		{"This request doesn't contain an asset, which is a required argument. Change the request to provide an asset.", alone},
	}},
	{V2, 9719, Response, 400, FixRequest, "Either clientUserIds or serialNumbers are required arguments. Change the request to provide assignable users and devices.", alone, nil},
	{V2, 9720, Response, 400, FixRequest, "Users are a required argument. Change the request to provide a user.", inContext, nil},
	{V2, 9721, Response, 400, FixRequest, "This request contains an invalid version ID. Change the request to send the version ID from the read APIs.", inContext, nil},
	{V2, 9722, Response, 401, FixRequest, "This request contains an invalid authorization header. Change the request to send an authorization header that matches the format 'Bearer {sToken}'.", alone, []Wording{
		{"This request contains an invalid authorization header. Change the request to send an authorization header that matches the format 'Bearer {cToken}'.", alone},
	}},
	{V2, 9723, Response, 400, FixRequest, "You must provide an MDM name, ID, and metadata when setting the MDM information.", alone, []Wording{
		{"You must provide a name, ID, and metadata when setting the device management information.", alone},
	}},
	{V2, 9724, Response, 400, FixRequest, "The MDM ID exceeds the maximum length. Change the request to stay within the specified limit.", alone, []Wording{
		{"The device management ID exceeds the maximum length. Change the request to stay within the specified limit.", alone},
	}},
	{V2, 9725, Response, 400, FixRequest, "The MDM name exceeds the maximum length. Change the request to stay within the specified limit.", alone, []Wording{
		{"The device management name exceeds the maximum length. Change the request to stay within the specified limit.", alone},
	}},
	{V2, 9726, Response, 405, FixRequest, "This request contains an unsupported HTTP method for the requested endpoint.", inContext, nil},
	{V2, 9727, Response, 415, FixRequest, "This request contains an unsupported Content-Type for the requested endpoint.", inContext, nil},
	{V2, 9728, Response, 400, FixPrecondition, "The provided notification URL is unreachable.", inContext, nil},
	{V2, 9729, Response, 503, Backoff, "The service is temporarily unavailable. Try again later.", inContext, nil},
	{V2, 9811, Response, 400, FixRequest, "The subscription association request is invalid.", alone, nil},
	{V2, 9812, Response, 400, FixRequest, "The provided cursor is invalid.", inContext, nil},
	{V2, 9813, Response, 400, FixRequest, "The provided Adam ID is invalid.", alone, nil},
	{V2, 9814, Response, 400, FixPrecondition, "Unable to find an associated registered user for the provided clientUserId.", alone, nil},
	{V2, 9815, Response, 400, FixPrecondition, "The registered user isn’t assigned the requested adamId.", alone, nil},
	{V2, 9816, Response, 400, FixRequest, "This request exceeds the maximum subscriptions limit. Change the request to stay within the specified limit.", inContext, nil},
	// The number that 9816 had between 2026-06-09 and 2026-08-12; it stands behind it, as the wording is now 9816's.
	{V2, 9805, Response, 0, FixRequest, "This request exceeds the maximum subscriptions limit. Change the request to stay within the specified limit.", inContext, nil},
	{V2, 9817, Response, 400, AlreadyDone, "The user is already assigned to this subscription through group membership.", alone, nil},
	{V2, 9818, Response, 400, FixPrecondition, "Subscriptions exist for the organizational unit, so subscription management can’t be disabled.", alone, []Wording{
		{"Subscriptions exist for the organizational unit, so subscription management can't be disabled.", alone},
	}},
}
